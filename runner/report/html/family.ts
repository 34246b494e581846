/** Families in the words of a chart's key. */
import type { Family } from '../charts/description.ts';
import { families } from '../charts/palette.ts';

function isFamily(name: string | null): name is Family {
  return name !== null && Object.hasOwn(families, name);
}

/** `one thread`; a name that charts have no colour for stays as it is. */
export function familyWords(name: string): string {
  return isFamily(name) ? families[name].words : name === '' ? 'others' : name;
}
