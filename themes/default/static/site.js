// The only script of the theme, on pages with a table of actions: sorts it in place. Without it the
// table keeps its first order, and the filtered pages do the rest.
(() => {
  // The script is included once per table.
  if (window.onrecordSorts) return;
  window.onrecordSorts = true;
  const TABLES = 'table.tracker';
  const { compare } = new Intl.Collator(document.documentElement.lang || 'en', { numeric: true });
  const headsOf = (table) => [...table.tHead.rows[0].cells];
  const value = (row, at) => {
    const cell = row.cells[at];
    return (cell.dataset.sort ?? cell.textContent).trim();
  };
  // The order chosen by the reader, since the preview replaces tables.
  const chosen = new Map();
  const name = (table) => {
    const caption = (of) => of.caption?.firstChild?.textContent;
    const same = [...table.ownerDocument.querySelectorAll(TABLES)].filter((of) => caption(of) === caption(table));
    return `${caption(table)} ${same.indexOf(table)}`;
  };

  function sort(table, head, down) {
    const heads = headsOf(table);
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row, heads.indexOf(head)), row]);
    // Empty values are last in both orders.
    rows.sort(([a], [b]) => (a === '' || b === '' ? (a === '') - (b === '') : compare(a, b) * (down ? -1 : 1)));
    body.append(...rows.map(([, row]) => row));
    const order = table.caption?.querySelector('.order');
    if (order) order.textContent = `, ${head.textContent} ${down ? '↓' : '↑'}`;
  }

  function prepare(page) {
    for (const table of page.querySelectorAll(TABLES)) {
      const heads = headsOf(table);
      if (table.tBodies[0].rows.length < 2 || heads[0].querySelector('button')) continue;
      for (const head of heads) {
        const button = page.createElement('button');
        button.type = 'button';
        button.append(...head.childNodes);
        head.append(button);
      }
      const [words, down] = chosen.get(name(table)) ?? [];
      const head = heads.find((one) => one.textContent === words);
      if (head) sort(table, head, down);
      table.caption?.querySelector('.order')?.setAttribute('role', 'status');
    }
  }

  document.addEventListener('click', ({ target }) => {
    const head = target.closest(`${TABLES} > thead button`)?.closest('th');
    if (!head) return;
    const table = head.closest('table');
    const down = head.getAttribute('aria-sort') === 'ascending';
    chosen.set(name(table), [head.textContent, down]);
    sort(table, head, down);
  });
  prepare(document);
  // For the preview: a page prepared before insertion keeps its buttons and focus.
  document.addEventListener('onrecord:patching', (event) => prepare(event.detail));
  document.addEventListener('onrecord:patched', () => prepare(document));
})();
