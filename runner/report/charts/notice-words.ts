/** What has to be read with the points of small panels, each label once: in the picture, and for those who cannot see it. */
import { clipped } from '../text/one-line.ts';
import type { LevelsPanel } from './description.ts';

/** Characters: a name of any length stands whole above its panel, as far as it has room there. */
const longestName = 40;

/** `‡ not steady: event-loop; at 1: iterative, poll-loop`; without names of what is so in every panel. */
export function noticeSentences(panels: readonly LevelsPanel[]): string[] {
  const shown = panels.filter(({ points }) => points.some(({ estimate }) => estimate !== null)).length;
  const noticed = panels.flatMap(({ name, notices }) => notices.map((notice) => ({ ...notice, name })));
  return [...Map.groupBy(noticed, ({ words }) => words)].map(([words, of]) => {
    // Those of all levels first.
    const places = [...Map.groupBy(of, ({ where }) => where)].toSorted(
      ([one], [other]) => Number(one !== '') - Number(other !== ''),
    );
    const only = places[0]?.[0] ?? '';
    if (places.length === 1 && of.length === shown) return only === '' ? words : `${words} ${only}`;
    const names = places.map(([where, some]) => {
      const listed = some.map(({ name }) => clipped(name, longestName)).join(', ');
      return where === '' ? listed : `${where}: ${listed}`;
    });
    return places.length === 1 && only !== '' ? `${words} ${names.join('')}` : `${words}: ${names.join('; ')}`;
  });
}
