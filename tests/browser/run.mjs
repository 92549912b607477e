// Opens every kind of page of a built site in Chromium and holds it against what we promise:
// axe finds nothing (WCAG 2.2 AA; light and dark, wide and phone), nothing scrolls sideways at 320 px,
// the strict Content-Security-Policy is never violated, no request leaves the site, pages read without
// script, phones start with closed contents. Also validates the HTML of every page.
//
//   node run.mjs SITE CHROMIUM
//
// Prints one line a fault and a closing count; exits 1 on any fault.

import { createServer } from 'node:http';
import { readFile, readdir, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join, extname, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';

const [site, executablePath] = process.argv.slice(2);
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.png': 'image/png', '.svg': 'image/svg+xml' };
const faults = [];
let checks = 0;
const fault = (where, what) => { faults.push(`${where}: ${what}`); console.log(`FAULT ${where}: ${what}`); };
const hold = (ok, where, what) => { checks += 1; if (!ok) fault(where, what); };

const files = [];
async function walk(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === '.onrecord') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path); else files.push(relative(site, path));
  }
}
await walk(site);
files.sort();
const htmls = files.filter((f) => f.endsWith('.html'));
hold(htmls.length > 50, site, `only ${htmls.length} pages`);

// HTML validity of every page.
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard', 'html-validate:document'],
  rules: {
    // House style of the template engine's white space, and of DPUB-ARIA, which the standard asks for.
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    'long-title': 'off',
    'require-sri': 'off',
    'no-implicit-close': 'error',
    'element-permitted-content': 'error',
    'no-dup-id': 'error',
    'valid-id': ['error', { relaxed: true }],
    'tel-non-breaking': 'off',
    'no-raw-characters': 'error',
    'no-inline-style': 'error',
  },
});
for (const file of htmls) {
  const report = await validator.validateString(await readFile(join(site, file), 'utf8'), file);
  for (const result of report.results) {
    for (const m of result.messages) fault(`${file}:${m.line}:${m.column}`, `${m.ruleId}: ${m.message}`);
  }
  checks += 1;
}

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  const file = path.endsWith('/') ? `${path}index.html` : path;
  try {
    const known = files.includes(file.slice(1));
    const bytes = await readFile(join(site, known ? file : '404.html'));
    response.writeHead(known ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/html; charset=utf-8', 'content-security-policy': CSP });
    response.end(bytes);
  } catch {
    response.writeHead(500).end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${server.address().port}`;

// One page of every kind, and those that stress the layout most.
const kinds = new Map();
for (const file of htmls) {
  const html = await readFile(join(site, file), 'utf8');
  if (/http-equiv="refresh"/.test(html)) continue;
  const parts = file.replace(/(^|\/)index\.html$/, '').split('/');
  const kind = `${parts[0]}/${parts.length}`;
  const best = kinds.get(kind);
  if (!best || best.size < html.length) kinds.set(kind, { file, size: html.length });
}
const pages = [...kinds.values()].map((k) => `/${k.file.replace(/index\.html$/, '')}`).sort();
for (const page of ['/', '/briefings/tiktok-us-user-data/', '/explainers/how-to-read/', '/trackers/net-neutrality/', '/actions/']) {
  if (!pages.includes(page)) pages.push(page);
}

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 360], ['dark', 360]]) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const where = (path) => `${path} ${colorScheme} ${width}`;
  let here = '';
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !here.includes('404')) fault(where(here), `console: ${m.text()}`); });
  page.on('request', (r) => { if (!r.url().startsWith(origin)) fault(where(here), `request to ${r.url()}`); });
  for (const path of pages) {
    here = path;
    await page.goto(origin + path);
    const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    hold(result.violations.length === 0, where(path), result.violations.map((v) => `${v.id} ${v.nodes.length}x ${v.nodes[0].html.slice(0, 120)}`).join(' | '));
    const h1 = await page.locator('h1').count();
    hold(h1 === 1, where(path), `${h1} h1`);
  }
  await context.close();
}

// 320 px without script: nothing scrolls sideways, contents start closed, every word is there.
{
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of pages) {
    await page.goto(origin + path);
    const box = await page.locator('html').boundingBox();
    const client = await context.newCDPSession(page);
    const { cssContentSize } = await client.send('Page.getLayoutMetrics');
    hold(cssContentSize.width <= 320 && box.width <= 320, `${path} 320`, `is ${cssContentSize.width} px wide`);
    await client.detach();
  }
  await page.goto(`${origin}/briefings/tiktok-us-user-data/`);
  hold(!(await page.locator('.toc details').first().evaluate((d) => d.open).catch(() => false)), 'briefing 320', 'contents are open on a phone');
  await context.close();
}

// Tables of actions are sorted in place, by keyboard too, and say how. No other page has a script.
{
  const scripts = files.filter((f) => f.endsWith('.js'));
  for (const file of scripts) {
    const bytes = await readFile(join(site, file));
    hold(bytes.length <= 12 * 1024 && gzipSync(bytes).length <= 4 * 1024, file, `has ${bytes.length} bytes`);
  }
  for (const file of htmls) {
    const html = await readFile(join(site, file), 'utf8');
    const runs = html.replaceAll('<script type="application/ld+json">', '').includes('<script');
    hold(!runs || html.includes('class="tracker"'), file, 'a page without a table has a script');
  }
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${origin}/actions/`);
  const dates = () => page.locator('.tracker tbody td[data-sort]').evaluateAll((cells) => cells.map((c) => c.dataset.sort).filter((d) => d));
  const date = page.locator('.tracker thead th', { hasText: 'Date' });
  await date.locator('button').focus();
  await page.keyboard.press('Enter');
  const up = await dates();
  hold((await date.getAttribute('aria-sort')) === 'ascending', 'actions', 'the table does not say that it is sorted');
  hold(up.length > 5 && up.join() === [...up].sort().join(), 'actions', 'the table is not sorted by date');
  await page.keyboard.press('Enter');
  hold((await dates()).join() === [...up].sort().reverse().join(), 'actions', 'the table is not sorted the other way');
  const result = await new AxeBuilder({ page }).analyze();
  hold(result.violations.length === 0, 'actions sorted', result.violations.map((v) => v.id).join(' '));
  await context.close();
}

// Keyboard: the skip link is the first stop and leads to the text; notes lead there and back.
{
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${origin}/briefings/tiktok-us-user-data/`);
  await page.keyboard.press('Tab');
  hold((await page.evaluate(() => document.activeElement.getAttribute('href'))) === '#text', 'briefing', 'the first stop is no skip link');
  const marker = page.locator('a[role=doc-noteref]').first();
  const note = await marker.getAttribute('href');
  await marker.click();
  hold(new URL(page.url()).hash === note, 'briefing', 'a marker does not lead to its note');
  await page.locator(`${note.replace(/([^#\w-])/g, '\\$1')} a[role=doc-backlink]`).first().click();
  hold(new URL(page.url()).hash.startsWith('#fnref-'), 'briefing', 'a note does not lead back');
  // Print: the sheet drops navigation and keeps every note.
  await page.emulateMedia({ media: 'print' });
  hold(!(await page.locator('header.site nav').first().isVisible()), 'briefing print', 'the navigation is printed');
  hold(await page.locator('[role=doc-endnotes] li').first().isVisible(), 'briefing print', 'notes are not printed');
  hold(await page.locator('p.print').first().isVisible(), 'briefing print', 'number and address are not printed');
  const pdf = await page.pdf({ format: 'A4' });
  hold(pdf.length > 10000, 'briefing print', 'no PDF');
  await context.close();
}

await browser.close();
server.close();
console.log(`${checks - faults.length} passed, ${faults.length} failed`);
process.exit(faults.length ? 1 : 0);
