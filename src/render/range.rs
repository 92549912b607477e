//! The template function `range`, with a budget per page.
//!
//! It is the only function that creates data from nothing. The engine limits a single call; here all calls of a
//! page share one budget, so nested loops are limited too. Knows nothing of views.

use std::cell::Cell;
use tera::{Error, Kwargs, State, TeraResult};

/// The most numbers that the calls of one page may create together.
pub(super) const MAX_NUMBERS: usize = 1_000_000;

thread_local! {
    /// The remaining budget of the page that this thread renders.
    static LEFT: Cell<usize> = const { Cell::new(MAX_NUMBERS) };
}

/// Resets the budget at the start of a page.
pub(super) fn begin() {
    LEFT.set(MAX_NUMBERS);
}

/// `range(end=…, start=0, step_by=1)`, as in the engine.
#[expect(clippy::needless_pass_by_value, reason = "the engine calls it so")]
pub(super) fn range(kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<i64>> {
    let start = kwargs.get::<i64>("start")?.unwrap_or(0);
    let end = kwargs.must_get::<i64>("end")?;
    let step = kwargs.get::<i64>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(Error::message("`range` needs a `step_by` that is not 0"));
    }
    if start > end && step > 0 {
        return Err(Error::message("`range` has a `start` greater than its `end`"));
    }
    let way = i128::from(end) - i128::from(start);
    let step_by = i128::from(step);
    let len = ((way + step_by - step_by.signum()) / step_by).max(0);
    let left = LEFT.get();
    let Some(rest) = usize::try_from(len).ok().and_then(|len| left.checked_sub(len)) else {
        return Err(Error::message(format!(
            "the `range` calls on one page produce more than {MAX_NUMBERS} numbers"
        )));
    };
    LEFT.set(rest);
    let numbers = (0..len).map(|at| i64::try_from(i128::from(start) + at * step_by));
    numbers
        .collect::<Result<_, _>>()
        .map_err(|_| Error::message("`range` exceeds the number range"))
}

#[cfg(test)]
mod tests {
    use super::{MAX_NUMBERS, begin, range};
    use tera::{Context, Tera};

    fn render(template: &str) -> Result<String, String> {
        begin();
        let mut tera = Tera::default();
        tera.register_function("range", range);
        tera.add_raw_template("x", template).map_err(|error| error.to_string())?;
        tera.render("x", &Context::new()).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn it_counts_as_the_engines_own() {
        let theirs = |template: &str| {
            let mut tera = Tera::default();
            tera.add_raw_template("x", template).unwrap();
            tera.render("x", &Context::new()).unwrap()
        };
        for call in [
            "end=5",
            "end=0",
            "start=2, end=5",
            "start=1, end=8, step_by=3",
            "start=5, end=1, step_by=-2",
            "start=1, end=5, step_by=-1",
            "start=-3, end=3, step_by=2",
            "start=4, end=4",
        ] {
            let template = format!("{{% for n in range({call}) %}}{{{{ n }}}},{{% endfor %}}");
            assert_eq!(render(&template), Ok(theirs(&template)), "{call}");
        }
    }

    #[test]
    fn loops_in_loops_end() {
        let one = "{% for a in range(end=1000000000) %}{% endfor %}";
        let two = "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}";
        for template in [one, two, "{{ range(end=9223372036854775807) | length }}"] {
            let message = render(template).unwrap_err();
            assert!(message.contains(&MAX_NUMBERS.to_string()), "{message}");
        }
        assert!(render("{% for a in range(end=1, step_by=0) %}{% endfor %}").is_err());
    }
}
