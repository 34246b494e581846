/** In what forms a result is given as data. Apart from the rest, so that help can name them without loading it. */
export const dataFormats = ['csv', 'json'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** What a row of it is. */
export const dataRows = ['figures', 'trials'] as const;
export type DataRows = (typeof dataRows)[number];
