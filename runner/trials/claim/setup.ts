/** What one claim trial is set up with: what is looked at, between which programs, in which network. Plain data. */
import { z } from 'zod';

const name = z.string().min(1);

const serverSchema = z
  .object({
    model: name,
    framing: name,
    service: name,
    /** Where it listens: one address of its namespace, or all of them. */
    listen: z.enum(['loopback', 'own', 'all']),
    workers: z.int().positive(),
    /** The longest message that it takes. */
    maxMessageBytes: z.int().positive(),
  })
  .readonly();

export const setupSchema = z
  .object({
    observation: name,
    /** Those that are not as usual (observations/NAME.ts). */
    parameters: z.record(name, z.union([z.string(), z.number(), z.boolean()])).readonly(),
    /** The server that is looked at; null: none. */
    server: serverSchema.nullable(),
    /**
     * `here`: in the network of the runner. `link`: two namespaces that are joined by a pair of interfaces, the server in the
     * one, the observer in the other; `inside`: the same, with the observer beside the server; `packets`: as `inside`, where
     * loopback carries packets as Ethernet does, of 1,500 B, which nobody joins.
     */
    network: z.enum(['here', 'link', 'inside', 'packets']),
    /**
     * What it finds does not depend on how long it takes, as a look that merely waits for a clock, or counts replies however
     * late they come: those of other trials go on at the same time. Absent: the others wait for its end.
     */
    overlaps: z.literal(true).optional(),
    /** How long one look takes, about, in ms: what the run's duration is estimated by. */
    takesMs: z.number().positive(),
  })
  .readonly();

export type ClaimSetup = z.infer<typeof setupSchema>;
export type ServerOfClaim = NonNullable<ClaimSetup['server']>;

/** What a claim declares: what is left out is as `usual` has it. */
export interface ClaimWanted extends Readonly<Record<string, unknown>> {
  readonly observation: ClaimSetup['observation'];
  readonly parameters?: ClaimSetup['parameters'];
  readonly server?: Partial<ServerOfClaim> & { readonly model: string };
  readonly network?: ClaimSetup['network'];
  readonly overlaps?: true;
  readonly takesMs: number;
}

export const usualServer = {
  framing: 'length-u32',
  service: 'echo',
  listen: 'loopback',
  workers: 2,
  maxMessageBytes: 1024 * 1024,
} as const satisfies Omit<ServerOfClaim, 'model'>;
