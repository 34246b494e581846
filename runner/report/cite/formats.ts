/** In what forms a citation is given. Apart from the rest, so that help can name them without loading it. */
export const citationFormats = ['text', 'markdown', 'bibtex'] as const;
export type CitationFormat = (typeof citationFormats)[number];
