/**
 * The colours of all charts, each in two modes: the one a spec names (light), and the one that `vega.ts` maps it to where
 * the reader prefers a dark page. A model keeps its colour and shape through every chart.
 *
 * Eighteen colours cannot all be told apart by everyone, so a model is a colour *and* a shape: models of one family (one
 * thread, threads, processes) share the shape, and their colours were chosen, by annealing in OKLab, to stay apart within
 * the family also for readers with protanopia, deuteranopia or tritanopia (palette.test.ts holds the distances). Every
 * chart names its models in words besides.
 */

/** One colour in both modes, `#rrggbb`. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/** Vega's name of a symbol. */
export type Shape = 'circle' | 'square' | 'triangle-up' | 'diamond';

export interface ModelStyle {
  readonly colour: Colour;
  readonly shape: Shape;
}

/** Everything that is no model. Light values are unique: the dark mode is found by them. */
export const ink = {
  paper: { light: '#ffffff', dark: '#0d1117' },
  text: { light: '#1f2328', dark: '#e6edf3' },
  muted: { light: '#59636e', dark: '#9198a1' },
  grid: { light: '#e1e5ea', dark: '#262c36' },
  reference: { light: '#6e7781', dark: '#848d97' },
  margin: { light: '#eef1f4', dark: '#1b222c' },
  crossover: { light: '#f7dd9b', dark: '#4d3a0f' },
  alarm: { light: '#cf222e', dark: '#ff7b72' },
} as const satisfies Readonly<Record<string, Colour>>;

const oneThread = 'circle';
const threads = 'square';
const processes = 'triangle-up';

/** In the order of the catalogue. */
export const modelStyles: Readonly<Record<string, ModelStyle>> = {
  iterative: style(oneThread, '#cd1753', '#ef6a82'),
  'event-loop': style(oneThread, '#0e89a2', '#0ab3da'),
  'select-loop': style(oneThread, '#412adf', '#8285fe'),
  'poll-loop': style(oneThread, '#852893', '#edc3e4'),
  'epoll-loop': style(oneThread, '#5d2f01', '#fea828'),
  'thread-per-connection': style(threads, '#5a4d03', '#fee1a2'),
  'thread-pool-handoff': style(threads, '#6980ff', '#7f68ff'),
  'thread-pool-reuseport': style(threads, '#1700b9', '#acc1fd'),
  'thread-offload': style(threads, '#a1710c', '#be710d'),
  'blocking-thread-per-connection': style(threads, '#346d86', '#71a5b6'),
  'process-per-connection': style(processes, '#0ca68a', '#0ed1aa'),
  'process-pool-handoff': style(processes, '#560087', '#e6e0ff'),
  'process-pool-shared': style(processes, '#746400', '#face19'),
  'cluster-round-robin': style(processes, '#d07f00', '#d7920e'),
  'cluster-shared': style(processes, '#9a85df', '#b49ffd'),
  'process-pool-reuseport': style(processes, '#a929b3', '#b350e2'),
  'process-offload': style(processes, '#84043e', '#ed2968'),
  'blocking-process-per-connection': style(processes, '#5e4aff', '#8680a8'),
};

/** A model that has no colour yet: grey, and a shape of its own, until it gets its line above. */
export const unknownModel: ModelStyle = { colour: ink.muted, shape: 'diamond' };

export function styleOf(model: string): ModelStyle {
  return Object.hasOwn(modelStyles, model) ? (modelStyles[model] ?? unknownModel) : unknownModel;
}

/** Every colour a chart may use. */
export function allColours(): readonly Colour[] {
  return [...Object.values(ink), ...Object.values(modelStyles).map(({ colour }) => colour)];
}

function style(shape: Shape, light: string, dark: string): ModelStyle {
  return { colour: { light, dark }, shape };
}
