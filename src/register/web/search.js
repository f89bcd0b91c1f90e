// Searches where no server does: in a published folder, whose page of the search answers nothing.
// The register itself answers a search within the page, and this script is not part of that page.
// It finds records by their names, in the files that search_files.h describes.
'use strict';

const results = document.getElementById('results');
const asked = new URLSearchParams(location.search);
const question = (asked.get('q') ?? '').trim();
const type = asked.get('type') ?? '';
const mostShown = 50, mostWords = 12, likeEnough = 0.5;

async function get(path) {
    const answer = await fetch('/search/' + path + '.json');
    if (!answer.ok) throw new Error(path + ': ' + answer.status);
    return answer.json();
}

const encoder = new TextEncoder();
const hex = text => [...encoder.encode(text)].map(byte => byte.toString(16).padStart(2, '0')).join('');
const within = (code, ranges) => ranges.some(([from, to]) => code >= from && code <= to);

// The words of a text as the register folds them.
function wordsOf(text, folding) {
    const words = [];
    let word = '';
    const end = () => { if (word) words.push(word); word = ''; };
    for (const letter of text) {
        const code = letter.codePointAt(0);
        if (code < 0x80) /[a-z0-9]/i.test(letter) ? word += letter.toLowerCase() : end();
        else if (letter in folding.letters) word += folding.letters[letter];
        else if (within(code, folding.between)) end();
        else if (within(code, folding.alone)) { end(); words.push(letter); }
        else word += letter;
    }
    end();
    return words;
}

const frontOf = word => [...word].slice(0, 2).join('');

// How much of the name was asked for; its very words above all.
function rank(name, words, unfinished) {
    const last = words.at(-1);
    const fits = word => words.includes(word) || (unfinished && word.startsWith(last));
    const common = name.filter(fits).length;
    let score = Math.min(common, words.length) / Math.max(name.length, words.length);
    if (name[0] === words[0] || (words.length === 1 && fits(name[0]))) score += 0.25;
    if (common === name.length && name.length === words.length) score += 2;
    return score;
}

const hasAll = (name, words, unfinished) => words.every((word, i) =>
    name.includes(word) || (unfinished && i === words.length - 1 && name.some(each => each.startsWith(word))));

function trigrams(word) {
    const letters = [' ', ' ', ...word, ' '];
    return new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')));
}

// Twice what both have, of what there is.
function likeness(one, other) {
    const a = trigrams(one), b = trigrams(other);
    return 2 * [...a].filter(three => b.has(three)).length / (a.size + b.size);
}

// Records with a word of one of these fronts, each once.
async function recordsOf(fronts, folding) {
    const files = await Promise.all([...new Set(fronts)].filter(front => folding.fronts.includes(front))
        .map(front => get('names/' + hex(front))));
    const found = new Map();
    for (const record of files.flatMap(file => file.records))
        if (!type || record.type === type) found.set(record.id, record);
    return [...found.values()].map(record => ({
        ...record, words: [record.title, ...record.names].map(name => wordsOf(name, folding)),
    }));
}

const inOrder = found => found.sort((a, b) => b.score - a.score || b.leaf - a.leaf);

async function exact(words, unfinished, folding) {
    // An unfinished word of one letter may go on in any way.
    const fronts = words.flatMap((word, i) => unfinished && i === words.length - 1
        ? folding.fronts.filter(front => front.startsWith(frontOf(word))) : [frontOf(word)]);
    const records = await recordsOf(fronts, folding);
    return inOrder(records.filter(record => record.words.some(name => hasAll(name, words, unfinished)))
        .map(record => ({...record, score: Math.max(...record.words.map((name, i) =>
            hasAll(name, words, unfinished) ? rank(name, words, unfinished) * (i ? 0.9 : 1) : 0))})));
}

// Names with words like these, which begin with one of their first two letters.
async function similar(words, folding) {
    const first = new Set(folding.fronts.map(front => [...front][0]));
    const letters = new Set(words.flatMap(word => [...word].slice(0, 2)).filter(letter => first.has(letter)));
    const known = (await Promise.all([...letters].map(letter => get('words/' + hex(letter))))).flat();
    const like = words.map(word => new Map(known.map(other => [other, likeness(word, other)])
        .filter(([, score]) => score >= likeEnough).sort((a, b) => b[1] - a[1]).slice(0, 12)));
    const records = await recordsOf(like.flatMap(map => [...map.keys()]).map(frontOf), folding);
    const score = name => like.reduce((sum, map) => sum + Math.max(0, ...name.map(word => map.get(word) ?? 0)), 0) / words.length;
    return inOrder(records.map(record => ({...record, score: Math.max(...record.words.map(score))}))
        .filter(record => record.score >= likeEnough));
}

function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text ?? '';
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
}

// As Page::status_of() says it.
function statusOf({type, status}, say) {
    const code = say['code.' + status] ?? status;
    return say['status.' + type]?.replace('{code}', code) ?? say['status.' + status] ?? code;
}

function line(record, say) {
    const made = element('li');
    const link = element('a', '', {href: `../record/${record.id}.html`});
    link.append(element('bdi', record.title));
    made.append(link, ' ', element('span', say['type.' + record.type], {class: 'kind'}));
    if (record.status) made.append(' ', element('span', statusOf(record, say), {class: 'status other'}));
    if (record.asOf) made.append(' ', say['value.as_of'], ' ', element('time', record.asOf, {datetime: record.asOf}));
    return made;
}

function show(found, fuzzy, say) {
    results.append(element('h2', say['search.results']));
    if (!found.length) results.append(element('p', say['list.none']));
    if (fuzzy && found.length) results.append(element('p', say['search.fuzzy']));
    const list = element('ul', '', {class: 'records'});
    list.append(...found.slice(0, mostShown).map(record => line(record, say)));
    if (found.length) results.append(list);
    if (found.length > mostShown) results.append(element('p', say['list.more']));
    results.append(element('p', say['search.names_only'], {class: 'hint'}));
}

async function search() {
    const status = results.querySelector('[role=status]');
    document.getElementById('q').value = question;
    document.getElementById('type').value = type;
    let say = {};
    try {
        say = await get(document.documentElement.lang);
        status.textContent = say['search.wait'];
        const folding = await get('index');
        const words = wordsOf(question, folding).slice(0, mostWords);
        let found = words.length ? await exact(words, true, folding) : [];
        const fuzzy = !found.length && words.length > 0;
        if (fuzzy) found = await similar(words, folding);
        show(found, fuzzy, say);
        status.textContent = say['search.count'].replace('{count}', found.length);
    } catch (error) {
        console.warn(error);
        status.textContent = say['search.failed'] ?? String(error);
    }
}

if (results && question) search();
