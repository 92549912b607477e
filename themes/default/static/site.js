// The one script of the theme, and only on pages with a table of actions: sorts it in place. Without
// it the table stands in its first order, and the ready-made pages do the rest.
(() => {
  const { compare } = new Intl.Collator(document.documentElement.lang || 'en', { numeric: true });
  const value = (row, at) => {
    const cell = row.cells[at];
    return (cell.dataset.sort ?? cell.textContent).trim();
  };
  for (const table of document.querySelectorAll('table.tracker:not([data-sorts])')) {
    table.dataset.sorts = '';
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const order = table.caption?.querySelector('.order');
    if (body.rows.length < 2) continue;
    order?.setAttribute('role', 'status');
    heads.forEach((head, at) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const rows = [...body.rows].map((row) => [value(row, at), row]);
        // What has no value stands last either way.
        rows.sort(([a], [b]) => (a === '' || b === '' ? (a === '') - (b === '') : compare(a, b) * (down ? -1 : 1)));
        body.append(...rows.map(([, row]) => row));
        if (order) order.textContent = `, ${button.textContent} ${down ? '↓' : '↑'}`;
      });
    });
  }
})();
