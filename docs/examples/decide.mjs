// Decides by a program that `comity compile` has written, as docs/program.md says. No dependencies: node, browsers, any ECMAScript 2020.

/**
 * Decides one requested action. The answer is what `comity decide --json` prints, without what to ask next.
 * @param program The parsed JSON of the program.
 * @param request {on: '2025-02-01', facts: {name: value}}. A fact that is left out, or null, is not known; where a fact may be absent,
 * null says that there is none. Numbers are compared as doubles: exact up to 15 digits.
 */
export function decide(program, { on, facts }) {
  const { policy, variables, terminals, roots } = program;
  const known = new Map();
  for (const [name, value] of Object.entries(facts)) {
    const fact = program.facts.find(one => one.name === name);
    if (!fact) throw new Error(`There is no fact '${name}'.`);
    if (value !== null || fact.mayBeAbsent) known.set(name, value);
  }

  const regions = variables.map(variable => variable.day ? regionOf(variable, on)
    : known.has(variable.name) ? regionOf(variable, known.get(variable.name), program.facts.find(fact => fact.name === variable.name))
    : -1);
  const { remainder, levels } = restriction(program.nodes, regions);
  const certain = root => terminals[~remainder(root)];
  const names = open => program.facts.map(fact => fact.name).filter(name => open.has(variables.findIndex(one => one.name === name)));
  const split = entries => {
    const truths = entries.map(entry => certain(entry.when));
    return [true, undefined].map(truth => entries.filter((_, i) => truths[i] === truth));
  };

  const outcome = certain(roots.outcome);
  const review = certain(roots.review);
  const [findings, possible] = split(roots.findings);
  const [reasons, possibleReasons] = split(roots.reviewReasons);
  const missing = outcome !== undefined && review !== undefined ? [] : names(levels(roots.outcome, roots.review));
  const further = names(levels(...[...possible, ...possibleReasons].map(entry => entry.when)));
  const { id, version, digest } = policy;
  return {
    policy: { id, version, digest },
    on,
    ...(policy.action && { action: known.get(policy.action) ?? null }),
    outcome: outcome ?? 'undetermined',
    provisions: applied(program, findings),
    circumstances: distinct(findings, 'circumstance'),
    conditions: distinct(findings, 'condition'),
    counselReview: review ? counsel(reasons.length > 0 ? reasons : possibleReasons, [])
      : review === undefined && outcome !== undefined ? counsel(possibleReasons, names(levels(roots.review)))
      : null,
    missing,
    possibleProvisions: applied(program, possible),
    furtherFacts: further.filter(name => !missing.includes(name)),
  };
}

// The region of a variable in which a value lies.
function regionOf({ name, values, starts, last, texts, absent }, value, fact) {
  const all = values ?? texts ?? starts;
  let region = -1;
  if (value === null && absent) region = all.length + (texts ? 1 : 0);
  else if (values) region = values.indexOf(value);
  else if (texts && typeof value === 'string' && value) region = texts.includes(value) ? texts.indexOf(value) : texts.length;
  else if (starts && (typeof last === 'string' ? isDay(value) : isNumber(value, fact.decimals)) && value <= last) {
    while (region + 1 < starts.length && starts[region + 1] <= value) region++;
  }
  if (region < 0) throw new Error(`${JSON.stringify(value)} is not a value of '${name}'.`);
  return region;
}

const isDay = text => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(text).toJSON()?.startsWith(text);
const isNumber = (value, decimals) => typeof value === 'number' && +value.toFixed(decimals) === value;

// What is left of functions when some regions are known, as reduced nodes: two are the same node when they are the same function, and a
// function depends on the variables of its nodes and on no others.
function restriction(nodes, regions) {
  const [rows, places, visited] = [[], new Map(), new Map()];
  return { remainder, levels };

  // A place among the rows, or the complement of a terminal's place.
  function remainder(place) {
    while (place >= 0 && regions[nodes[place][0]] >= 0) place = child(nodes[place], regions[nodes[place][0]]);
    if (place < 0) return place;
    if (!visited.has(place)) {
      const node = nodes[place];
      const row = [node[0], remainder(node[1])];
      for (let i = 2; i < node.length; i += 2) {
        const next = remainder(node[i + 1]);
        if (next !== row[row.length - 1]) row.push(node[i], next);
      }
      const key = row.join();
      if (row.length > 2 && !places.has(key)) places.set(key, rows.push(row) - 1);
      visited.set(place, row.length > 2 ? places.get(key) : row[1]);
    }
    return visited.get(place);
  }

  // The levels of the variables that some functions still depend on.
  function levels(...roots) {
    const found = new Set(roots.map(remainder));
    for (const place of found) {
      for (let i = 1; place >= 0 && i < rows[place].length; i += 2) found.add(rows[place][i]);
    }
    return new Set([...found].filter(place => place >= 0).map(place => rows[place][0]));
  }
}

// A node is [level, child, region, child, region, child, …]: a child for the regions from 0 on, then another from each region on.
function child(node, region) {
  let i = 1;
  while (i + 1 < node.length && node[i + 1] <= region) i += 2;
  return node[i];
}

// Several reasons of one provision with one effect make one entry.
function applied({ instruments }, findings) {
  const entries = new Map();
  for (const { provision: key, effect, reason } of findings) {
    const entry = entries.get(`${effect} ${key}`);
    const { id, citation, provisions } = instruments.find(one => one.provisions.some(provision => provision.key === key));
    const { section } = provisions.find(provision => provision.key === key);
    entries.set(`${effect} ${key}`, { id, section, key, effect, citation, reason: entry ? `${entry.reason} ${reason}` : reason });
  }
  return [...entries.values()];
}

const counsel = (reasons, dependsOn) =>
  ({ reason: distinct(reasons, 'reason').join(' '), provisions: distinct(reasons, 'provision'), dependsOn });

const distinct = (entries, member) => [...new Set(entries.map(entry => entry[member]).filter(text => text !== undefined))];
