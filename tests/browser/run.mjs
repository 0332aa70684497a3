// Looks at finished pages in a real browser: `node run.mjs DIR` takes every .html below DIR at 360, 768 and 1280 px, on a light
// and on a dark screen. Nothing is fetched: pages are files.
//
// Of each page: no violation and no undecided contrast of axe-core; no sideways scrolling of the page; no line that begins
// with a middle dot or with the particle of a value; nothing refused by the page's own policy. Of a summary also: the first
// day that something is due within the first screen of a phone. Exit: 0 all hold, 1 some do not, 3 no Chromium here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WIDTHS = [360, 768, 1280];
const SCHEMES = ['light', 'dark'];
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const root = process.argv[2];
if (!root) {
  console.error('usage: node run.mjs DIR');
  process.exit(2);
}
if (!existsSync(CHROMIUM)) {
  console.error(`skipped: no Chromium at ${CHROMIUM} (Debian: apt-get install chromium)`);
  process.exit(3);
}
const { chromium } = await import('playwright-core');
const here = dirname(fileURLToPath(import.meta.url));
const axe = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

function pagesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesBelow(path);
    return entry.name.endsWith('.html') ? [resolve(path)] : [];
  });
}

/** Runs in the page: the lines that begin with a middle dot, or with Hangul right behind a closing sign. */
function badLines() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const range = document.createRange();
  let before = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      // A line that the page itself ends.
      if (node.tagName === 'BR') before = null;
      continue;
    }
    const parent = node.parentElement;
    if (!parent.checkVisibility() || parent.closest('svg') || node.data.trim() === '') continue;
    const block = parent.closest('p,td,th,li,h1,h2,h3,h4,dt,dd,caption,figcaption,summary,div');
    for (let at = 0; at < node.data.length; at += 1) {
      const character = node.data[at];
      if (character === '\u2060') continue;
      const space = /\s/.test(character);
      if (!space) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        if (box.width > 0 && before && before.block === block && box.top > before.top + before.height * 0.8 && box.left < before.left) {
          const particle = /[가-힣]/.test(character) && /[)\].」%]/.test(before.character) && !before.spaced;
          if (character === '·' || particle) found.push(`${before.character}|${node.data.slice(at, at + 12)}`);
        }
        if (box.width > 0) before = { block, top: box.top, height: box.height, left: box.left, character, spaced: false };
      } else if (before) {
        before.spaced = true;
      }
    }
  }
  return found;
}

/** Runs in the page: texts of drawings whose contrast with the page is below 4.5 : 1. */
function drawnContrast() {
  const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [red, green, blue] = colour.match(/\d+/g).map(Number);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('svg text')].filter((text) => text.checkVisibility()).flatMap((text) => {
    const ink = light(getComputedStyle(text).fill);
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    return ratio < 4.5 ? [`drawn text at ${ratio.toFixed(2)}: ${text.textContent}`] : [];
  });
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
let faults = 0;
let looked = 0;
const tell = (page, width, scheme, what) => {
  faults += 1;
  console.log(`${page} ${width} ${scheme}: ${what}`);
};
for (const file of pagesBelow(root)) {
  const name = file.slice(resolve(root).length + 1);
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) {
      // The policy of the page refuses the script of axe; that it refuses is looked at in the page as it is.
      const context = await browser.newContext({ viewport: { width, height: 780 }, colorScheme: scheme, bypassCSP: true });
      const page = await context.newPage();
      const said = [];
      page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
      page.on('request', (request) => !/^(file|data):/.test(request.url()) && said.push(`fetches ${request.url()}`));
      await page.goto(`file://${file}`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (sideways > 0) tell(name, width, scheme, `scrolls sideways by ${sideways} px`);
      for (const line of await page.evaluate(badLines)) tell(name, width, scheme, `line begins: ${line}`);
      if (width === 360 && name.endsWith('executive-summary.html')) {
        const first = await page.evaluate(() => document.querySelector('.cards tbody th')?.getBoundingClientRect().bottom ?? 0);
        if (first > 780) tell(name, width, scheme, `the first due day ends at ${Math.round(first)} px`);
      }
      // What is folded is part of the page.
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
      await page.addScriptTag({ content: axe });
      const result = await page.evaluate(async () => {
        const resultTypes = ['violations', 'incomplete'];
        const { violations } = await axe.run(document, { resultTypes, rules: { 'color-contrast': { enabled: false } } });
        // What a frame scrolls out of sight has its colours too.
        const open = document.createElement('style');
        open.textContent = '.scroll{overflow:visible}.scroll :is(table,caption,thead,tbody,tfoot,tr,th,td)'
          + '{display:block!important;position:static!important;width:auto!important;min-width:0!important}';
        document.head.append(open);
        const colours = await axe.run(document, { resultTypes, runOnly: ['color-contrast'] });
        violations.push(...colours.violations);
        const { incomplete } = colours;
        // axe knows no ground of a text in a drawing: `drawnContrast` measures those.
        const undecided = (node) => !node.html.startsWith('<text');
        const contrast = incomplete.filter((rule) => rule.id.startsWith('color-contrast'));
        const undecidedRules = contrast.map((rule) => ({ ...rule, nodes: rule.nodes.filter(undecided) }));
        const told = [...violations, ...undecidedRules].filter((rule) => rule.nodes.length > 0);
        return told.map((rule) => {
          const [node] = rule.nodes;
          const why = [...node.any, ...node.all, ...node.none].map((check) => check.message)[0] ?? '';
          return `${rule.id}: ${rule.nodes.length}: ${why}: ${node.html.slice(0, 160)}`;
        });
      });
      for (const text of await page.evaluate(drawnContrast)) tell(name, width, scheme, text);
      for (const rule of result) tell(name, width, scheme, rule);
      for (const line of said) tell(name, width, scheme, line);
      looked += 1;
      await context.close();
    }
  }
  const context = await browser.newContext();
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  await page.goto(`file://${file}`);
  const panel = await page.evaluate(() => document.querySelector('.panel')?.id ?? '');
  if (panel) {
    await page.goto(`file://${file}#${panel}`);
    await page.keyboard.press('Escape');
    const open = await page.evaluate(() => document.querySelector('.panel:target') !== null);
    if (open) tell(name, '-', '-', 'Esc leaves the panel open');
  }
  for (const line of said) tell(name, '-', '-', line);
  await context.close();
}
await browser.close();
console.log(`${looked} views, ${faults} faults`);
process.exit(faults === 0 && looked > 0 ? 0 : 1);
