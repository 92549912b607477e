// The live preview in Chromium: starts the real program on a copy of a site, edits its files, and holds
// what the page has become against what was promised. Prints one line a fault, the time from a save to
// the changed text in the page (told, not held), and a closing count; exits 1 on any fault.
//
//   node preview.mjs PROGRAM SITE CHROMIUM

import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
const framed = (more) => `{% extends "default/note.html" %}{% block side %}{{ super() }}<details id="mine"><summary>More</summary><p>Opened.</p></details><p><input id="field" aria-label="A field"></p>${more}{% endblock side %}`;
await writeFile(join(site, 'templates/note.html'), framed(''));

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
  const root = document.querySelector('onrecord-preview').shadowRoot;
  const section = root.querySelector('section');
  const recall = root.querySelector('.dock > button');
  return {
    hidden: section.hidden, text: section.querySelector('pre').textContent, images: section.querySelectorAll('img').length,
    heading: section.querySelector('h2').textContent, recall: recall.hidden ? '' : recall.textContent, at: root.activeElement?.textContent,
    badge: root.querySelector('[role=status]').textContent,
  };
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

// A selection stays on its words when others of its paragraph change.
await page.evaluate(() => {
  const text = [...document.querySelectorAll('p')].find((p) => p.textContent === 'The second words.').firstChild;
  getSelection().setBaseAndExtent(text, 10, text, 4);
});
await writeFile(file, note('Live', 'Now *these* are the second words.'));
await shows('Now these are the second words.');
hold((await page.evaluate(() => getSelection().toString())) === 'second', 'a selection went with the words around it');
hold(await page.evaluate(() => getSelection().focusOffset < getSelection().anchorOffset), 'a selection has turned around');
await writeFile(file, note('Live', 'The second words.'));
await shows('The second words.');

// What the reader opened or closed stays so, wherever it comes to stand; what was left alone is as the page says.
// All have the same summary and no id; `+` is open.
const folds = (...all) => all.map(([sign, text]) => `<div><details class="fold"${sign === '+' ? ' open' : ''}><summary>Folded</summary><p>${text}</p></details></div>`).join('');
const states = async (...all) => {
  await writeFile(join(site, 'templates/note.html'), framed(folds(...all)));
  const texts = all.map(([, text]) => text).join();
  await page.waitForFunction((t) => [...document.querySelectorAll('.fold p')].map((p) => p.textContent).join() === t, texts, { timeout: LATE });
  return opened();
};
const opened = () => page.evaluate(() => [...document.querySelectorAll('.fold')].filter((d) => d.open).map((d) => d.querySelector('p').textContent.slice(0, 3)).join(' '));
const toggle = (text) => page.locator('.fold', { hasText: text }).locator('summary').click();
hold((await states(['-', 'One.'], ['-', 'Two.'], ['+', 'Six.'])) === 'Six', 'what is open is not what the page says');
await toggle('Two.');
await toggle('Six.');
hold((await states(['-', 'New.'], ['-', 'One.'], ['-', 'Two.'], ['+', 'Six.'])) === 'Two', `inserted above, open is “${await opened()}”`);
hold((await states(['-', 'Two.'], ['+', 'Six.'])) === 'Two', `removed above, open is “${await opened()}”`);
hold((await states(['-', 'Two, in other words.'], ['+', 'Six.'])) === 'Two', `changed, open is “${await opened()}”`);
hold((await states(['+', 'Out.'], ['-', 'One.'], ['-', 'Two, in other words.'], ['+', 'Six.'])) === 'Out Two', `with one open above, open is “${await opened()}”`);
hold((await states(['+', 'Out.'], ['-', 'One.'], ['+', 'Six.'])) === 'Out', `taken away, open is “${await opened()}”`);
hold((await states(['-', 'Out.'], ['-', 'One.'], ['-', 'Two, in other words.'], ['-', 'Six.'])) === 'Two', `put back, open is “${await opened()}”`);
hold((await page.locator('[id^=onrecord-]').count()) === 0, 'a passing id has stayed');
await writeFile(join(site, 'templates/note.html'), framed(''));
await page.waitForFunction(() => !document.querySelector('.fold'), null, { timeout: LATE });

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
  await until('the terminal', async () => said.includes('still showing the last good build'));
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

// Errors in number, on a phone: heading and Hide stay in sight, the page's end can be seen above them.
await page.setViewportSize({ width: 360, height: 640 });
await page.evaluate(() => window.scrollTo(0, 700));
const many = (n) => `---\ntitle: Bad\nsummary: S.\n---\n${Array.from({ length: n }, (_, at) => `A line with words before it, and the link [[nowhere ${at}]].`).join('\n\n')}\n`;
const bad = async (n) => {
  await writeFile(other, many(n));
  return until(`an overlay with ${n} errors`, async () => (await overlay()).text.split('error[').length === n + 1);
};
await bad(20);
const room = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).paddingBottom));
await until('room for the overlay', room);
const small = await page.evaluate(() => {
  const root = document.querySelector('onrecord-preview').shadowRoot;
  const panel = root.querySelector('section');
  const lines = [...panel.querySelectorAll('.lines')];
  const high = parseFloat(getComputedStyle(lines[0]).lineHeight);
  const was = window.scrollY;
  panel.querySelector('div').scrollTop = 1e6;
  window.scrollTo(0, 1e6);
  const seen = {
    was, top: panel.getBoundingClientRect().top, hide: panel.querySelector('button').getBoundingClientRect().bottom, scrolled: panel.querySelector('div').scrollTop,
    end: document.querySelector('footer').getBoundingClientRect().bottom, wide: panel.querySelector('div').scrollWidth,
    wrapped: lines.filter((one) => one.clientHeight > high * (one.textContent.trimEnd().split('\n').length + 0.5)).length, lines: lines.length,
  };
  window.scrollTo(0, was);
  return seen;
});
hold(small.was === 700, `the overlay moved the page to ${small.was}`);
hold(small.scrolled > 0 && small.hide > small.top && small.hide < 640, 'Hide has gone out of sight');
hold(small.end <= small.top + 1, `the page ends at ${small.end}, under the overlay at ${small.top}`);
hold(small.wide <= 360, `the overlay's words are ${small.wide} px wide`);
hold(small.lines >= 20 && small.wrapped === 0, `${small.wrapped} of ${small.lines} excerpts wrap`);
hold((await overlay()).heading === '20 errors. This is the last good page.', `the heading is “${(await overlay()).heading}”`);

// By keyboard: Hide comes first; what is put away can be called back, and stays away on other pages.
const home = async () => { await page.goto(`${origin}/`); await until('what the page hears', async () => (await overlay()).text); };
await home();
await page.keyboard.press('Tab');
hold((await overlay()).at === 'Hide', `the first stop is ${(await overlay()).at}`);
await page.keyboard.press('Enter');
let put = await overlay();
hold(put.hidden && put.recall === '20 errors' && put.at === '20 errors', `put away, the overlay is ${JSON.stringify(put)}`);
await until('the end of that room', async () => (await room()) === 0);
await page.keyboard.press('Enter');
put = await overlay();
hold(!put.hidden && put.at === 'Hide', 'what was put away does not come back');
await page.keyboard.press('Escape');
put = await overlay();
hold(put.hidden && put.at === '20 errors', 'Esc does not put the overlay away');
await home();
await until('the way back to the errors', async () => (await overlay()).recall === '20 errors');
hold((await overlay()).hidden, 'what was put away is there on the next page');
await bad(2);
hold(!(await overlay()).hidden && (await overlay()).heading.startsWith('2 errors.'), 'other errors do not show');
// Esc is the page's first.
await page.evaluate(() => {
  const box = document.createElement('div');
  box.popover = 'auto';
  box.append(document.createElement('input'));
  document.body.append(box);
  box.showPopover();
});
await page.keyboard.press('Escape');
hold((await page.locator(':popover-open').count()) === 0 && !(await overlay()).hidden, 'Esc is taken from a popover');
await page.evaluate(() => { const field = document.createElement('input'); document.body.prepend(field); field.focus(); });
await page.keyboard.press('Escape');
hold(!(await overlay()).hidden, 'Esc is taken from a field');
await page.evaluate(() => document.activeElement.blur());
await page.keyboard.press('Escape');
put = await overlay();
hold(put.hidden && put.at === undefined, 'Esc in the page does not put the overlay away, or takes the focus');
await rm(other);
await until('the end of the errors', async () => { const o = await overlay(); return o.hidden && !o.recall; });
await page.setViewportSize({ width: 1280, height: 800 });
await page.goto(url);
await page.evaluate(() => { window.mark = {}; });

// A page that is no more says so, where it is; when it is back, it is shown.
const away = join(site, 'content/briefings/live.txt');
await rename(file, away);
await page.waitForFunction(() => !document.body.innerText.includes('The second words.'), null, { timeout: LATE });
const missing = await (await fetch(url)).text();
hold((await fetch(url)).status === 404, 'a deleted page is still served');
const heading = missing.match(/<h1[^>]*>([^<]*)/)[1].trim();
hold((await page.locator('h1').first().innerText()).trim() === heading, 'the page does not say that it is gone');
await until('the word that it was there', async () => (await overlay()).badge.includes('no longer part of the site'));
await rename(away, file);
await shows('The second words.');
hold((await overlay()).badge === '', 'a page that is back is still called gone');
// Where there never was one, nothing is gone.
await page.goto(`${origin}/never/`);
await writeFile(join(site, 'templates/404.html'), '{% extends "default/404.html" %}{% block lead %}<p>There is nothing.</p>{% endblock lead %}');
await shows('There is nothing.');
hold((await overlay()).badge === '', 'a page that never was is called gone');
await rm(join(site, 'templates/404.html'));
await page.goto(url);

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

// A table of actions stays sorted as the reader chose, and its button keeps the focus.
const ferry = join(site, 'content/briefings/harbor-ferry.md');
const text = await readFile(ferry, 'utf8');
await page.goto(`${origin}/briefings/harbor-ferry/`);
const sorted = () => page.evaluate(() => ({
  buttons: document.querySelectorAll('.tracker thead button').length, at: document.activeElement.closest('th')?.textContent,
  says: [...document.querySelectorAll('.tracker thead th')].map((th) => th.getAttribute('aria-sort')).join(), order: document.querySelector('.tracker .order').textContent,
  days: [...document.querySelectorAll('.tracker tbody td[data-sort]')].map((td) => td.dataset.sort).join(),
}));
await page.locator('.tracker thead button', { hasText: 'Date' }).focus();
await page.keyboard.press('Enter');
const first = await sorted();
hold(first.buttons === 5 && first.says === ',,,ascending,' && first.at === 'Date', `sorted, the table is ${JSON.stringify(first)}`);
await writeFile(ferry, text.replace('The council adopted [[', 'The council has adopted [['));
await shows('The council has adopted');
hold(JSON.stringify(await sorted()) === JSON.stringify(first), `patched, the table is ${JSON.stringify(await sorted())}`);
await writeFile(ferry, text.replace('actions:\n', 'actions:\n  - {id: new-one, kind: commitment, title: A new one, by: ellery-ferries, dates: {announced: 2024-03-12}, sources: ["operator-statement, para. 2"]}\n'));
await shows('A new one');
const grown = await sorted();
hold(grown.days.split(',').length === first.days.split(',').length + 1 && grown.days === grown.days.split(',').sort().join(), `a new action stands out of order: ${grown.days}`);
await page.keyboard.press('Enter');
hold((await sorted()).says === ',,,descending,', 'a patched table is not sorted by its buttons');
await writeFile(ferry, text);

// A site that starts broken: the page says why, once, on a phone too, and there is no last good page.
await stop();
await writeFile(other, '---\ntitle: Bad\nsummary: S.\n---\nA long line of words, so long that a phone must wrap what is said of it: [[nowhere at all, and never heard of before]].\n');
await start(port);
const phone = await context.newPage();
await phone.setViewportSize({ width: 360, height: 640 });
await phone.goto(url);
await until('what the first page hears', () => phone.evaluate(() => sessionStorage.getItem('onrecord-preview')));
const bare = await phone.evaluate(() => {
  const panel = document.querySelector('onrecord-preview').shadowRoot.querySelector('section');
  return { hidden: panel.hidden, text: document.getElementById('onrecord-told').textContent, wide: document.documentElement.scrollWidth };
});
hold(bare.hidden && bare.text.includes('error[OR101]'), `the stand-in says “${bare.text}”, and the overlay ${bare.hidden ? 'nothing' : 'too'}`);
hold(bare.wide <= 360, `the stand-in is ${bare.wide} px wide`);
await writeFile(other, '---\ntitel: Bad\nsummary: S.\n---\nText.\n');
await phone.waitForFunction(() => document.getElementById('onrecord-told').textContent.includes('titel'), null, { timeout: LATE });
await rm(other);
await phone.waitForFunction(() => document.querySelector('main'), null, { timeout: LATE });
await phone.close();

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
