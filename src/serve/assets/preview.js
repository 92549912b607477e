// The script of the live preview. Only served pages contain it, written files never do.
//
// An event says that something changed, and not what. The page then requests its own new version, by the hash
// of the version it shows, and patches itself if the response differs. A page that loads late, was hidden or
// lost the server catches up in the same way.
(() => {
  'use strict';
  const own = document.currentScript;
  let shown = own.dataset.page;
  // The last event that this tab received, on whichever page, so that a save while a page loads is not lost.
  // Also the errors that the reader has hidden, and the address of a page that was removed.
  const KEPT = 'onrecord-preview';
  const kept = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch { return {}; } };
  let { epoch = '', seen = -1, hidden = '', gone = '' } = kept();
  const keep = () => { try { sessionStorage.setItem(KEPT, JSON.stringify({ epoch, seen, hidden, gone })); } catch { /* Not kept, then. */ } };
  let channel = null;
  let lost = 0;
  let working = false;
  let again = false;
  let isReady = false;
  // True if this address has shown a page: an address that was always wrong was not removed.
  let wasThere = !(performance.getEntriesByType('navigation')[0]?.responseStatus >= 400);
  if (wasThere || gone !== location.pathname) gone = '';

  // The overlay: the text of the terminal, isolated from the styles of the site. It is the first element of the
  // document, so that Hide is the first stop of the Tab key; before the head, where no selector of a theme
  // matches.
  const host = document.createElement('onrecord-preview');
  const root = host.attachShadow({ mode: 'open' });
  const style = (where, text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    where.adoptedStyleSheets = [...where.adoptedStyleSheets, sheet];
    return sheet;
  };
  // Prose wraps. Source lines do not, since the carets must stay under their words.
  const WORDS = `
    pre { margin: 0; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre span { display: block; }
    pre .lines { white-space: pre; overflow-wrap: normal; overflow-x: auto; }
  `;
  style(root, `${WORDS}
    :host { all: initial !important; display: contents !important; }
    .dock { position: fixed; inset: auto 0 0 0; z-index: 2147483647; display: flex; flex-direction: column;
      max-height: 60vh; pointer-events: none; font: 14px/1.45 system-ui, sans-serif; }
    .dock > * { pointer-events: auto; background: #fff; color: #1b1b1b; }
    section { display: flex; flex-direction: column; min-height: 0; padding: 10px 0 0; border-top: 4px solid #b3261e; }
    .dock [hidden] { display: none; }
    header { display: flex; align-items: start; gap: 16px; padding: 0 16px 8px 20px; }
    h2 { flex: 1; margin: 3px 0 0; font-size: 15px; }
    section div { overflow: auto; overscroll-behavior: contain; padding: 2px 20px 16px; }
    button { min-height: 28px; padding: 2px 12px; border: 1px solid #767676; border-radius: 4px;
      background: inherit; color: inherit; font: inherit; cursor: pointer; }
    :focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
    p, .dock > button { align-self: end; margin: 0 12px 12px; }
    p { padding: 6px 12px; border: 1px solid #767676; font-size: 13px; }
    p:empty { margin: 0; padding: 0; border: 0; }
    .dock > button { background: #b3261e; border-color: #b3261e; color: #fff; }
    @media (prefers-color-scheme: dark) {
      .dock > * { background: #1b1b1b; color: #eee; }
      section { border-top-color: #f2b8b5; }
      .dock > button { background: #f2b8b5; border-color: #f2b8b5; color: #1b1b1b; }
    }
    @media print { .dock { display: none; } }
  `);
  const make = (name, parent, text) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const dock = make('div', root);
  dock.className = 'dock';
  const badge = make('p', dock);
  badge.setAttribute('role', 'status');
  const recall = make('button', dock);
  recall.hidden = true;
  const panel = make('section', dock);
  panel.hidden = true;
  panel.setAttribute('role', 'region');
  panel.setAttribute('aria-label', 'Findings');
  panel.setAttribute('aria-live', 'polite');
  const top = make('header', panel);
  const heading = make('h2', top);
  const hide = make('button', top, 'Hide');
  const words = make('pre', make('div', panel));
  document.documentElement.prepend(host);

  // The document gets bottom padding of the height of the panel, so that all of it can be scrolled into view.
  const room = style(document, '');
  new ResizeObserver(() => {
    const high = panel.offsetHeight;
    room.replaceSync(high ? `@media screen { :root:root { padding-bottom: ${high}px !important; scroll-padding-bottom: ${high}px !important; } }` : '');
  }).observe(panel);

  // Source lines are recognized by their margin: `4
  // text`, `
  // ^^^`, `4 + text`.
  const isLine = (line) => /^\s*(\d+ *[|+~-]|\||\.\.\.$)/.test(line);
  function write(where, text) {
    if (where.textContent === text && where.firstElementChild) return;
    const parts = [];
    for (const line of text.match(/[^\n]*\n|[^\n]+$/g) || []) {
      const last = parts.at(-1);
      if (last && last.is === isLine(line)) last.text += line; else parts.push({ is: isLine(line), text: line });
    }
    where.textContent = '';
    for (const part of parts) make('span', where, part.text).className = part.is ? 'lines' : '';
  }

  function counted(text) {
    const n = (text.match(/^error(\[OR\d+\])?: /gm) || []).length;
    if (!n) return 'The site has errors';
    return `${n} error${n === 1 ? '' : 's'}${text.includes('\n… and more; ') ? ' or more' : ''}`;
  }

  // Identifies errors without their positions, since lines move while the author writes.
  const sense = (text) => (text.match(/^(error\b.*| *--> [^:\n]*)/gm) || [text]).join('\n');

  // The error page, shown if there is no good version, contains the reason itself.
  const standIn = () => (shown ? null : document.getElementById('onrecord-told'));
  if (standIn()) {
    write(standIn(), standIn().textContent);
    style(document, `${WORDS}
      body { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.4rem; }
    `);
  }

  function tell(text) {
    write(words, text);
    const isSaid = standIn() && (!isReady || standIn().textContent.includes(text));
    if (text && hidden && sense(text) !== hidden) { hidden = ''; keep(); }
    const count = counted(text);
    heading.textContent = shown ? `${count}. This is the last good page.` : `${count}.`;
    recall.textContent = count;
    recall.setAttribute('aria-label', `Show: ${count}`);
    panel.hidden = !text || isSaid || hidden !== '';
    recall.hidden = !text || isSaid || hidden === '';
  }

  // Errors of the site come with events; errors of this page, when it cannot be rendered.
  let ofSite = '';
  let ofPage = '';
  const retell = () => tell(ofSite || ofPage);

  function putAway() {
    // Keeps the focus of a reader who works in the page.
    const isIn = root.activeElement;
    hidden = sense(ofSite || ofPage);
    keep();
    retell();
    if (isIn) recall.focus();
  }
  hide.addEventListener('click', putAway);
  recall.addEventListener('click', () => {
    hidden = '';
    keep();
    retell();
    hide.focus();
  });

  // The page handles Esc first: open elements close, and fields and menus use it themselves.
  const TAKES_ESC = 'input, textarea, select, iframe, audio, video, [contenteditable], [aria-expanded=true], [role=combobox], [role=listbox], [role=menu] *, [role=dialog] *, [role=grid] *, [role=tree] *';
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || panel.hidden) return;
    if (document.querySelector(':popover-open:not([popover=manual]), :modal')) return;
    const at = document.activeElement;
    if (at === host || !at || !(at.matches(TAKES_ESC) || at.shadowRoot)) putAway();
  });

  function note() {
    const notes = [];
    if (lost > 2) notes.push('The preview has stopped.');
    if (gone) notes.push('This page is no longer part of the site, or is withheld (--drafts, --future).');
    if (badge.textContent !== notes.join(' ')) badge.textContent = notes.join(' ');
  }
  note();

  // Elements that open and close. One that is not as the page last set it was changed by the reader; from then
  // on it keeps the reader's state, whatever the page says.
  const FOLDS = 'details, dialog';
  const folds = (of) => [...of.querySelectorAll(FOLDS)];
  const said = new WeakMap(folds(document).map((fold) => [fold, fold.open]));
  const touched = new WeakSet();
  // The state of elements that disappeared with their text, in case it comes back.
  const left = new Map();
  const look = (fold) => { if (said.has(fold) && said.get(fold) !== fold.open) touched.add(fold); };
  document.addEventListener('toggle', (event) => look(event.target), true);
  // An element opened by the fragment of the address counts too.
  for (let at = document.querySelector(':target'); at; at = at.parentElement) if (at.matches(FOLDS)) touched.add(at);

  // The keys of a fold. Its surroundings may be the whole page, so they are replaced by a number.
  function traits(page, numbers) {
    const texts = new Map();
    const number = (words) => { if (!numbers.has(words)) numbers.set(words, numbers.size); return numbers.get(words); };
    const text = (of) => { if (of && !texts.has(of)) texts.set(of, of.textContent); return texts.get(of) || ''; };
    const all = new Map();
    let title = '';
    for (const at of page.body.querySelectorAll(`${FOLDS}, :is(h1, h2, h3, h4, h5, h6)[id]`)) {
      if (!at.matches(FOLDS)) { title = at.id; continue; }
      const sum = text(at.querySelector(':scope > summary'));
      const place = `${at.localName} ${at.parentElement.closest('[id]')?.id} ${title}`;
      all.set(at, { id: at.id, place, sum, rest: text(at).replace(sum, ''), around: number(text(at.parentElement)) });
    }
    return all;
  }

  // The most reliable key first. All folds take part, changed or not, so that each is matched once.
  const KNOWN_BY = [
    (t) => t.id && [t.id],
    (t) => [t.place, t.sum, t.rest, t.around],
    (t) => [t.place, t.sum, t.rest],
    (t) => [t.sum, t.rest, t.around],
    (t) => [t.sum, t.rest],
    // From here on the text was changed: the same number of folds, in the same order.
    (t) => [t.place, t.sum],
    (t) => [t.place, t.rest],
    (t) => [t.place, t.sum.replace(/\d+/g, '')],
  ];
  const SURE = 4;

  function pairs(olds, news) {
    const found = new Map();
    KNOWN_BY.forEach((key, n) => {
      const groups = new Map();
      const group = (all, side) => {
        for (const [fold, t] of all) {
          const name = key(t) && JSON.stringify([fold.localName, ...key(t)]);
          if (!name) continue;
          if (!groups.has(name)) groups.set(name, [[], []]);
          groups.get(name)[side].push(fold);
        }
      };
      group(olds, 0);
      group(news, 1);
      for (const [old, next] of groups.values()) {
        if (n > SURE && old.length !== next.length) continue;
        old.slice(0, next.length).forEach((fold, at) => {
          found.set(fold, next[at]);
          olds.delete(fold);
          news.delete(next[at]);
        });
      }
    });
    return found;
  }

  // Copies the reader's states to the new page. A temporary id leads the patch to the same element.
  function claim(fresh) {
    const says = new Map(folds(fresh).map((f) => [f, f.open]));
    const mine = folds(document).filter((f) => said.has(f));
    mine.forEach(look);
    const marks = [];
    const mark = (next, open, old) => {
      const name = `onrecord-fold-${marks.length}`;
      marks.push({ name, id: next.getAttribute('id'), says: says.get(next) });
      next.open = open;
      for (const one of old ? [old, next] : [next]) one.id = name;
    };
    if (left.size || mine.some((f) => touched.has(f))) {
      const numbers = new Map();
      const olds = traits(document, numbers);
      const news = traits(fresh, numbers);
      const name = (t) => JSON.stringify([t.id || t.place, t.sum, t.rest]);
      const names = new Map([...olds, ...news].map(([f, t]) => [f, name(t)]));
      const found = pairs(olds, news);
      for (const [old, next] of found) if (touched.has(old)) mark(next, old.open, old);
      for (const old of olds.keys()) if (touched.has(old)) left.set(names.get(old), old.open);
      for (const next of news.keys()) {
        const open = left.get(names.get(next));
        if (open === undefined) continue;
        left.delete(names.get(next));
        mark(next, open);
      }
    }
    return { says, marks };
  }

  function release({ marks }) {
    for (const { name, id, says } of marks) {
      const at = document.getElementById(name);
      if (!at) continue;
      if (id === null) at.removeAttribute('id'); else at.id = id;
      said.set(at, says);
      touched.add(at);
    }
    for (const f of folds(document)) if (!said.has(f)) said.set(f, f.open);
  }

  // Restores a selection if its words occur exactly once in the new text.
  function selection() {
    const now = getSelection();
    if (now.type !== 'Range') return () => {};
    const range = now.getRangeAt(0);
    const text = range.toString();
    const isBack = now.anchorNode === range.endContainer && now.anchorOffset === range.endOffset;
    const at = range.commonAncestorContainer;
    const block = (at.closest ? at : at.parentElement)?.closest('p, li, td, th, dt, dd, pre, blockquote, figcaption, caption, summary, h1, h2, h3, h4, h5, h6');
    return () => {
      if (!block?.isConnected || range.toString() === text) return;
      const [before, ...after] = block.textContent.split(text);
      if (!text.trim() || after.length !== 1) return;
      const point = (offset) => {
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        while (walker.nextNode() && offset > walker.currentNode.length) offset -= walker.currentNode.length;
        return [walker.currentNode, offset];
      };
      const ends = [point(before.length), point(before.length + text.length)];
      now.setBaseAndExtent(...ends[isBack ? 1 : 0], ...ends[isBack ? 0 : 1]);
    };
  }

  // An invalid address or escape is left as it is: a page may contain any.
  const path = (url) => {
    try { const at = new URL(url, location.href); return at.origin === location.origin ? at.pathname : ''; } catch { return ''; }
  };
  const plain = (path) => { try { return decodeURIComponent(path); } catch { return path; } };

  const ran = new Set([...document.scripts].map((script) => script.getAttribute('src')));

  async function patch() {
    const url = location.pathname + location.search;
    const headers = { 'X-Onrecord-Patch': '1' };
    if (shown) headers['If-None-Match'] = `"${shown}"`;
    const answer = await fetch(url, { headers, cache: 'no-store' });
    ofPage = '';
    if (answer.status < 400) { wasThere = true; gone = ''; }
    if (answer.status === 404 && wasThere) gone = location.pathname;
    keep();
    if (answer.status === 304) return;
    if (answer.redirected) { location.replace(answer.url); return; }
    const type = answer.headers.get('content-type') || '';
    if (!type.startsWith('text/html')) { location.reload(); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const script = fresh.querySelector('script[data-page]');
    const hash = script ? script.dataset.page : '';
    if (!hash) {
      // There is no new version: the reason is shown over the current page.
      const told = fresh.getElementById('onrecord-told');
      if (told && shown) ofPage = told.textContent;
      if (!told || shown) return;
      write(standIn(), told.textContent);
      document.title = fresh.title;
      document.querySelector('h1').textContent = fresh.title;
      return;
    }
    if (hash === shown) return;
    const scripts = (doc) => [...doc.querySelectorAll('head script[src]:not([data-page])')].map((s) => s.getAttribute('src')).join('\n');
    // In the body, scripts that have run may be removed and inserted; a new one would not run when inserted.
    const isNew = [...fresh.body.querySelectorAll('script[src]')].some((s) => !ran.has(s.getAttribute('src')));
    if (!shown || fresh.querySelector('meta[http-equiv=refresh]') || scripts(fresh) !== scripts(document) || isNew) {
      location.reload();
      return;
    }
    document.dispatchEvent(new CustomEvent('onrecord:patching', { detail: fresh }));
    styles(fresh);
    document.title = fresh.title;
    for (const name of ['lang', 'dir', 'class']) {
      const value = fresh.documentElement.getAttribute(name);
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    }
    const folded = claim(fresh);
    const reselect = selection();
    try {
      Idiomorph.morph(document.body, fresh.body, {
        morphStyle: 'outerHTML',
        ignoreActiveValue: true,
        callbacks: {
          beforeNodeMorphed: (old, next) => {
            if (folded.says.has(next)) { said.set(old, folded.says.get(next)); touched.delete(old); }
            if (old.localName !== 'img' || next.localName !== 'img') return true;
            const src = old.getAttribute('src') || '';
            if (src.includes('?onrecord=') && src.split('?')[0] === next.getAttribute('src')) next.setAttribute('src', src);
            return true;
          },
        },
      });
    } finally {
      release(folded);
    }
    reselect();
    shown = hash;
    own.dataset.page = hash;
    document.dispatchEvent(new CustomEvent('onrecord:patched'));
  }

  // The old style sheet stays until the new one is loaded, so that no page flashes without styles.
  function styles(fresh) {
    const links = (doc) => [...doc.querySelectorAll('head link[rel=stylesheet]')];
    const old = links(document);
    const kept = new Set();
    let last = null;
    for (const link of links(fresh)) {
      const same = old.find((l) => path(l.href) === path(link.getAttribute('href')) && l.media === link.media && !kept.has(l));
      if (same) { kept.add(same); last = same; continue; }
      last = put(link.cloneNode(), last || old[old.length - 1]);
    }
    const gone = old.filter((l) => !kept.has(l));
    const loading = [...document.querySelectorAll('link[data-onrecord-loading]')];
    Promise.all(loading.map((l) => l.loaded)).then((all) => { if (all.every(Boolean)) gone.forEach((l) => l.remove()); });
  }

  function put(link, after) {
    link.dataset.onrecordLoading = '';
    link.loaded = new Promise((done) => {
      const end = (is) => { delete link.dataset.onrecordLoading; done(is); };
      link.addEventListener('load', () => end(true));
      // A style sheet that fails to load does not replace the old one.
      link.addEventListener('error', () => { link.remove(); end(false); });
      setTimeout(() => end(true), 3000);
    });
    if (after) after.after(link); else document.head.append(link);
    return link;
  }

  // Files that kept their address: the page is the same, and files that it includes changed.
  function assets(changed, since, all) {
    const is = (url) => { const at = path(url); return at && (all || (changed[plain(at)] ?? changed[at] ?? -1) > since); };
    const query = `?onrecord=${epoch}-${seen}`;
    for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
      if (!is(link.href)) continue;
      const next = link.cloneNode();
      next.href = path(link.href) + query;
      put(next, link).loaded.then((is) => { if (is) link.remove(); });
    }
    for (const image of document.querySelectorAll('img[src]')) {
      if (is(image.src)) image.src = path(image.src) + query;
    }
    if (!all && [...document.querySelectorAll('script[src]:not([data-page])')].some((s) => is(s.src))) location.reload();
  }

  async function refresh() {
    if (working) { again = true; return; }
    working = true;
    do {
      again = false;
      try { await patch(); } catch { /* The server is gone; the next event comes with its return. */ }
      note();
      retell();
    } while (again);
    working = false;
    // The reader hid those errors, not the next ones.
    if (hidden && !ofSite && !ofPage) { hidden = ''; keep(); }
  }

  function heard(event) {
    const state = JSON.parse(event.data);
    lost = 0;
    note();
    isReady = state.ready;
    ofSite = state.told;
    retell();
    // A restarted server has no previous state to compare with.
    if (!state.ready) { refresh(); return; }
    // The first event of a tab is the current state, not a change.
    const isNews = epoch === state.epoch && seen >= 0;
    const isRestart = epoch !== '' && epoch !== state.epoch;
    const since = isNews ? seen : state.generation;
    const isFollowed = isNews && state.follow && state.follow.n > seen && document.visibilityState === 'visible';
    epoch = state.epoch;
    seen = state.generation;
    keep();
    if (isFollowed && path(state.follow.url) !== location.pathname) {
      location.assign(state.follow.url);
      return;
    }
    assets(state.assets, since, isRestart);
    refresh();
  }

  function open() {
    if (channel || document.visibilityState === 'hidden') return;
    channel = new EventSource('/_onrecord/events');
    channel.onmessage = heard;
    channel.onerror = () => {
      lost += 1;
      note();
      if (channel && channel.readyState === EventSource.CLOSED) {
        channel = null;
        setTimeout(open, 500);
      }
    };
  }

  // Browsers allow few connections per host; a hidden page closes its own.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      if (channel) channel.close();
      channel = null;
    } else {
      open();
    }
  });
  open();
})();
