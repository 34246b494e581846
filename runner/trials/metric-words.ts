/** What metrics of all kinds have in common: scales, and how a higher or a lower value is called. */
const usually = { differenceMargin: null, most: null, boundedBy: null, secondReference: null, note: null } as const;
export const factor = { ...usually, scale: 'factor' } as const;
export const difference = { ...usually, scale: 'difference' } as const;
export const faster = { better: 'higher', higher: 'faster', lower: 'slower' } as const;
export const cheaper = { better: 'lower', higher: 'costs more', lower: 'costs less' } as const;
export const sooner = { better: 'lower', higher: 'later', lower: 'sooner' } as const;
export const smaller = { better: 'lower', higher: 'takes more', lower: 'takes less' } as const;
export const shorter = { better: 'lower', higher: 'longer', lower: 'shorter' } as const;
export const more = { better: 'higher', higher: 'more', lower: 'fewer' } as const;
export const fewer = { better: 'lower', higher: 'more', lower: 'fewer' } as const;
