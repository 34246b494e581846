import { stripVTControlCharacters } from 'node:util';

import { expect, it } from 'vitest';

import { compute, everyModel, models } from './fixture-experiments.ts';
import { fixture } from './fixture.ts';
import { renderFindings } from './terminal.ts';

const plain = { colour: false, columns: 100 };

it('shows findings, figures and what is missing, without colour where there is no terminal', async () => {
  const { analysis, findings } = fixture({ experiments: [{ ...models, models: everyModel }, compute] });
  const text = renderFindings(analysis, findings, plain);
  await expect(text).toMatchFileSnapshot('./golden/terminal.txt');
  expect(text).not.toContain('\u001B');
});

it('an unfit run starts with that, and gives no verdict', () => {
  const { analysis, findings } = fixture({ experiments: [models, compute], unfit: true });
  const text = renderFindings(analysis, findings, plain);
  expect(text).toMatch(/^UNFIT RUN, verdicts withheld\./);
  expect(text).not.toMatch(/ {2}(faster|slower|equivalent)/);
});

it('has colour on a terminal, and the same words', () => {
  const { analysis, findings } = fixture({ experiments: [models] });
  const coloured = renderFindings(analysis, findings, { ...plain, colour: true });
  expect(stripVTControlCharacters(coloured)).toBe(renderFindings(analysis, findings, plain));
  expect(coloured).toContain('\u001B[1m');
});

it('sentences keep to the width', () => {
  const { analysis, findings } = fixture({ experiments: [models] });
  const sentences = renderFindings(analysis, findings, { colour: false, columns: 60 })
    .split('\n')
    .filter((line) => !line.startsWith('  '));
  expect(Math.max(...sentences.map((line) => line.length))).toBeLessThanOrEqual(60);
});

it('escape sequences in an error do not reach the terminal', () => {
  const error = 'bad\u001B]0;title\u0007\u001B[2J';
  const { analysis, findings } = fixture({
    experiments: [
      {
        ...models,
        models: [
          { model: 'event-loop', speed: 1 },
          { model: 'epoll-loop', speed: 1, failed: 8, error },
        ],
      },
    ],
  });
  expect(renderFindings(analysis, findings, plain)).not.toMatch(/[^\P{Cc}\n]/u);
});
