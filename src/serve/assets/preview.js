// The script of the live preview. It stands in served pages only, never in what is written.
//
// The server says that something has changed, never what. The page then asks for itself, by the hash
// of what it shows, and patches itself where the answer differs. So a page that comes late, was hidden,
// or lost the server catches up by doing the same.
(() => {
  'use strict';
  const own = document.currentScript;
  let shown = own.dataset.page;
  // What this tab has heard last, whichever page it showed: a save while a page loads is not lost.
  const KEPT = 'onrecord-preview';
  const kept = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch { return {}; } };
  let { epoch = '', seen = -1 } = kept();
  let channel = null;
  let lost = 0;
  let working = false;
  let again = false;
  let hidden = '';

  // The overlay: what the terminal tells, as text, out of reach of the site's own styles.
  const host = document.createElement('onrecord-preview');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto;
      box-sizing: border-box; padding: 12px 20px 16px; border-top: 4px solid #b3261e;
      background: #fff; color: #1b1b1b; font: 14px/1.45 system-ui, sans-serif; }
    section[hidden], p[hidden] { display: none; }
    h2 { margin: 0 6em 8px 0; font-size: 15px; }
    pre { margin: 0; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
    button { position: absolute; top: 10px; right: 16px; min-height: 28px; font: inherit; }
    p { position: fixed; inset: auto 12px 12px auto; z-index: 2147483647; margin: 0; padding: 6px 12px;
      border: 1px solid #767676; background: #fff; color: #1b1b1b; font: 13px/1.4 system-ui, sans-serif; }
    @media (prefers-color-scheme: dark) {
      section, p { background: #1b1b1b; color: #eee; }
      section { border-top-color: #f2b8b5; }
    }
    @media print { section, p { display: none; } }
  `);
  root.adoptedStyleSheets = [sheet];
  const make = (name, parent, text) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const panel = make('section', root);
  panel.hidden = true;
  panel.setAttribute('role', 'region');
  panel.setAttribute('aria-label', 'Findings');
  panel.setAttribute('aria-live', 'polite');
  make('h2', panel, 'The site has errors. This is the last good page.');
  const words = make('pre', panel);
  const hide = make('button', panel, 'Hide');
  hide.addEventListener('click', () => { hidden = words.textContent; panel.hidden = true; });
  const badge = make('p', root, 'The preview has stopped.');
  badge.hidden = true;
  badge.setAttribute('role', 'status');
  document.documentElement.append(host);

  function tell(text) {
    words.textContent = text;
    if (text !== hidden) hidden = '';
    panel.hidden = !text || text === hidden;
  }

  // Of site and page: the site's findings come with events, the page's own when it cannot be made.
  let ofSite = '';
  let ofPage = '';
  const retell = () => tell(ofSite || ofPage);

  const path = (url) => { const at = new URL(url, location.href); return at.origin === location.origin ? at.pathname : ''; };

  async function patch() {
    const url = location.pathname + location.search;
    const headers = shown ? { 'If-None-Match': `"${shown}"` } : {};
    const answer = await fetch(url, { headers, cache: 'no-store' });
    ofPage = '';
    if (answer.status === 304) return;
    if (answer.redirected) { location.replace(answer.url); return; }
    const type = answer.headers.get('content-type') || '';
    if (!type.startsWith('text/html')) { location.reload(); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const script = fresh.querySelector('script[data-page]');
    const hash = script ? script.dataset.page : '';
    if (!hash) {
      // Nothing to show: what is told stands over the page that there was.
      const told = fresh.getElementById('onrecord-told');
      if (told && shown) ofPage = told.textContent;
      else if (told) document.getElementById('onrecord-told').textContent = told.textContent;
      return;
    }
    if (hash === shown) return;
    const scripts = (doc) => [...doc.querySelectorAll('head script[src]:not([data-page])')].map((s) => s.getAttribute('src')).join('\n');
    if (!shown || fresh.querySelector('meta[http-equiv=refresh]') || scripts(fresh) !== scripts(document)) {
      location.reload();
      return;
    }
    styles(fresh);
    document.title = fresh.title;
    for (const name of ['lang', 'dir', 'class']) {
      const value = fresh.documentElement.getAttribute(name);
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    }
    Idiomorph.morph(document.body, fresh.body, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
      callbacks: {
        // What the reader opened stays open.
        beforeAttributeUpdated: (name, node) => !(name === 'open' && (node.localName === 'details' || node.localName === 'dialog')),
        beforeNodeMorphed: (old, next) => {
          if (old.localName !== 'img' || next.localName !== 'img') return true;
          const src = old.getAttribute('src') || '';
          if (src.includes('?onrecord=') && src.split('?')[0] === next.getAttribute('src')) next.setAttribute('src', src);
          return true;
        },
      },
    });
    shown = hash;
    own.dataset.page = hash;
    document.dispatchEvent(new CustomEvent('onrecord:patched'));
  }

  // A new stylesheet stands beside the old one until it is there, so that no page flashes bare.
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
      // A style that cannot be had does not take the old one's place.
      link.addEventListener('error', () => { link.remove(); end(false); });
      setTimeout(() => end(true), 3000);
    });
    if (after) after.after(link); else document.head.append(link);
    return link;
  }

  // Files that kept their address: the page is the same, what it shows is not.
  function assets(changed, since, all) {
    const is = (url) => { const at = path(url); return at && (all || (changed[decodeURIComponent(at)] ?? changed[at] ?? -1) > since); };
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
      retell();
    } while (again);
    working = false;
  }

  function heard(event) {
    const state = JSON.parse(event.data);
    lost = 0;
    badge.hidden = true;
    ofSite = state.told;
    retell();
    // A server that has just been started has nothing to be compared with.
    if (!state.ready) { refresh(); return; }
    // The first word that a tab hears is how things are, not news.
    const isNews = epoch === state.epoch && seen >= 0;
    const isRestart = epoch !== '' && epoch !== state.epoch;
    const since = isNews ? seen : state.generation;
    const isFollowed = isNews && state.follow && state.follow.n > seen && document.visibilityState === 'visible';
    epoch = state.epoch;
    seen = state.generation;
    try { sessionStorage.setItem(KEPT, JSON.stringify({ epoch, seen })); } catch { /* Not kept, then. */ }
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
      if (lost > 2) badge.hidden = false;
      if (channel && channel.readyState === EventSource.CLOSED) {
        channel = null;
        setTimeout(open, 500);
      }
    };
  }

  // Browsers allow few connections to one host; a page that nobody sees gives its own up.
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
