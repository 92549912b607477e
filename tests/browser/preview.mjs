// The live preview in Chromium: starts the real program on a copy of a site, edits its files, and holds
// what the page has become against what was promised. Prints one line a fault, the time from a save to
// the changed text in the page (told, not held), and a closing count; exits 1 on any fault.
//
//   node preview.mjs PROGRAM SITE CHROMIUM

import { spawn } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ARGS, measure } from './latency.mjs';

const [program, site, executablePath] = process.argv.slice(2);
const LATE = 30000;
const faults = [];
let checks = 0;
const hold = (ok, what) => { checks += 1; if (!ok) { faults.push(what); console.log(`FAULT ${what}`); } };

let child = null;
process.on('exit', () => { if (child) child.kill('SIGKILL'); });
let said = '';
async function start(port) {
  said = '';
  child = spawn(program, ['watch', '-r', site, '-p', `${port}`, '--now', '2026-11-23T12:00:00Z', '--follow'], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8');
  const begun = new Promise((done, failed) => {
    child.stderr.on('data', (text) => { said += text; if (said.includes('press Ctrl-C to stop')) done(); });
    child.on('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
  await begun;
  return Number(said.match(/serving http:\/\/127\.0\.0\.1:(\d+)/)[1]);
}
async function stop() {
  const ended = new Promise((done) => child.on('exit', done));
  child.removeAllListeners('exit');
  child.on('exit', () => {});
  const gone = new Promise((done) => child.once('close', done));
  child.kill('SIGKILL');
  await Promise.race([ended, gone]);
}

const long = (words) => Array.from({ length: 60 }, (_, n) => `Paragraph ${n} of a long text. ${words} stand here, and more words follow to fill the line.`).join('\n\n');
const note = (title, words) => `---\ntitle: ${title}\nsummary: A note.\n---\n${words}\n\n> [!note]- Folded\n> What is folded.\n\n${long('Words')}\n`;
const file = join(site, 'content/briefings/live.md');
await mkdir(join(site, 'content/briefings'), { recursive: true });
await writeFile(file, note('Live', 'The first words.'));
// A page of our own around the theme's, with something to open and a field to type in.
await mkdir(join(site, 'templates'), { recursive: true });
await writeFile(join(site, 'templates/note.html'), '{% extends "default/note.html" %}{% block side %}{{ super() }}<details id="mine"><summary>More</summary><p>Opened.</p></details><p><input id="field" aria-label="A field"></p>{% endblock side %}');

const port = await start(0);
const origin = `http://127.0.0.1:${port}`;
const url = `${origin}/briefings/live/`;
const browser = await chromium.launch({
  executablePath,
  args: ARGS,
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
let violations = 0;
page.on('console', (m) => { if (/Content Security Policy|Refused to/.test(m.text())) { violations += 1; console.log(m.text()); } });
page.on('pageerror', (e) => hold(false, `the page's script fails: ${e}`));
let loads = 0;
page.on('load', () => { loads += 1; });
await page.goto(url);
const shows = (words, where = page) => where.waitForFunction((w) => document.body.innerText.includes(w), words, { timeout: LATE });
const unstyled = () => page.evaluate(() => [...document.querySelectorAll('link[rel=stylesheet]')].filter((l) => !l.sheet).length);
const overlay = () => page.evaluate(() => {
  const section = document.querySelector('onrecord-preview').shadowRoot.querySelector('section');
  return { hidden: section.hidden, text: section.querySelector('pre').textContent, images: section.querySelectorAll('img').length };
});
const until = async (what, test) => {
  const end = Date.now() + LATE;
  for (;;) {
    const value = await test();
    if (value) return value;
    if (Date.now() > end) { hold(false, `${what} has not come`); return null; }
    // What the program says comes in between turns of the loop, so there has to be one.
    await new Promise((next) => setTimeout(next, 5));
  }
};

// An edit changes the text; what the reader did to the page stays.
await page.evaluate(() => {
  document.getElementById('mine').open = true;
  document.getElementById('field').value = 'typed';
  document.getElementById('field').focus({ preventScroll: true });
  window.scrollTo(0, 1200);
  const text = [...document.querySelectorAll('p')].find((p) => p.textContent.includes('Paragraph 40')).firstChild;
  getSelection().setBaseAndExtent(text, 0, text, 12);
  window.mark = {};
});
const before = await page.evaluate(() => window.scrollY);
loads = 0;
await writeFile(file, note('Live', 'The second words.'));
await shows('The second words.');
const after = await page.evaluate(() => ({
  scroll: window.scrollY, open: document.getElementById('mine').open, value: document.getElementById('field').value,
  marked: 'mark' in window, selected: getSelection().toString(),
}));
hold(after.scroll === before && before > 1000, `the page was at ${before} and is at ${after.scroll}`);
hold(after.open, 'what was open is closed');
hold(after.value === 'typed', 'what was typed is gone');
hold(after.selected === 'Paragraph 40', `selected is “${after.selected}”`);
hold(after.marked && loads === 0, 'the page was loaded anew');

// The title changes in the head too.
await writeFile(file, note('Alive', 'The second words.'));
await page.waitForFunction(() => document.title.startsWith('Alive'), null, { timeout: LATE });

// Style: the theme's own, whose name changes with it, and a file whose name does not.
await mkdir(join(site, 'themes/default/static'), { recursive: true });
await writeFile(join(site, 'themes/default/static/style.css'), 'body { background-color: rgb(1, 2, 3); }\n');
await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)', null, { timeout: LATE });
await page.waitForFunction(() => document.querySelectorAll('link[rel=stylesheet]').length === 1, null, { timeout: LATE });
await mkdir(join(site, 'static'), { recursive: true });
await writeFile(join(site, 'static/own.css'), 'body { color: rgb(4, 5, 6); }\n');
await writeFile(join(site, 'templates/note.html'), '{% extends "default/note.html" %}{% block head %}<link rel="stylesheet" href="/own.css">{% endblock head %}{% block side %}{{ super() }}<details id="mine"><summary>More</summary><p>Opened.</p></details>{% endblock side %}');
await page.waitForFunction(() => getComputedStyle(document.body).color === 'rgb(4, 5, 6)', null, { timeout: LATE });
await writeFile(join(site, 'static/own.css'), 'body { color: rgb(7, 8, 9); }\n');
await page.waitForFunction(() => getComputedStyle(document.body).color === 'rgb(7, 8, 9)', null, { timeout: LATE });
hold((await page.evaluate(() => 'mark' in window)) && loads === 0, 'a style loaded the page anew');

// An error: the last good page under what the terminal says, as text; mended, it goes.
const other = join(site, 'content/briefings/bad.md');
await writeFile(other, '---\ntitel: <img src=x onerror="document.title=1">\nsummary: [\n---\nText.\n');
const told = await until('the overlay', async () => { const o = await overlay(); return !o.hidden && /bad\.md:\d/.test(o.text) ? o : null; });
if (told) {
  checks += 1;
  await until('the terminal', async () => said.includes('the last good site stays'));
  hold(said.includes(told.text), `the terminal says other words than\n${told.text}\n---\n${said}`);
  hold(told.images === 0, 'what is told is not text');
}
await writeFile(other, '---\ntitel: <img src=x onerror="document.title=1">\nsummary: S.\n---\nText.\n');
await until('the markup in the overlay', async () => (await overlay()).text.includes('<img src=x onerror'));
hold((await overlay()).images === 0 && (await page.title()).startsWith('Alive'), 'markup of a note has an effect');
hold((await page.evaluate(() => document.body.innerText)).includes('The second words.'), 'the last good page is gone');
await rm(other);
await until('the end of the overlay', async () => (await overlay()).hidden);
hold((await page.evaluate(() => 'mark' in window)) && loads === 0, 'an error loaded the page anew');

// A page that is no more says so, where it is; when it is back, it is shown.
const away = join(site, 'content/briefings/live.txt');
await rename(file, away);
await page.waitForFunction(() => !document.body.innerText.includes('The second words.'), null, { timeout: LATE });
const missing = await (await fetch(url)).text();
hold((await fetch(url)).status === 404, 'a deleted page is still served');
const heading = missing.match(/<h1[^>]*>([^<]*)/)[1].trim();
hold((await page.locator('h1').first().innerText()).trim() === heading, 'the page does not say that it is gone');
await rename(away, file);
await shows('The second words.');

// Killed and started again, with an edit in between: the page comes back by itself and catches up.
await stop();
await writeFile(file, note('Alive', 'Words from meanwhile.'));
await start(port);
await shows('Words from meanwhile.');
await writeFile(file, note('Alive', 'Words after the return.'));
await shows('Words after the return.');
await until('the styles', async () => (await unstyled()) === 0 && (await page.evaluate(() => getComputedStyle(document.body).color)) === 'rgb(7, 8, 9)');

// A page that was hidden has given its channel up, and catches up when it is seen.
// (Chromium without a head never hides a page, so the page is told that it is.)
const see = (state) => page.evaluate((s) => {
  Object.defineProperty(document, 'visibilityState', { value: s, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}, state);
await see('hidden');
await writeFile(file, note('Alive', 'Words while hidden.'));
await until('the edit', async () => (await (await fetch(url)).text()).includes('Words while hidden.'));
hold(!(await page.evaluate(() => document.body.innerText)).includes('Words while hidden.'), 'a hidden page holds its channel');
await see('visible');
await shows('Words while hidden.');

// Follows the writer to the page of what is saved.
await writeFile(join(site, 'content/briefings/second.md'), note('Second', 'Followed here.'));
await page.waitForURL(`${origin}/briefings/second/`, { timeout: LATE });
await writeFile(file, note('Alive', 'And back again.'));
await page.waitForURL(url, { timeout: LATE });
await shows('And back again.');

// From a save to what is seen of it.
await measure(page, origin, site, {
  note: { file: 'content/briefings/live.md', url: '/briefings/live/' },
  source: { file: 'content/sources/council-minutes.md', url: '/sources/council-minutes/' },
  edits: 20,
});
hold(violations === 0, `${violations} violations of the Content-Security-Policy`);

await browser.close();
await stop();
console.log(`${checks - faults.length} passed, ${faults.length} failed`);
process.exit(faults.length ? 1 : 0);
