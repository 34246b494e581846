/** What an agent says first of itself, of the machine that it is on and of how programs are started there. */
import { z } from 'zod';
import { environmentSchema } from '../../../machine/environment-schema.ts';
import { identitySchema } from './identity.ts';

const text = z.string();

/** Read before the rest, which another version may have otherwise. */
export const agentIdentitySchema = z.object({ identity: identitySchema });

export const agentLineSchema = z.object({
  identity: identitySchema,
  environment: environmentSchema,
  /** See readBootId. */
  bootId: text.nullable(),
  /** Processors that programs may use there. */
  cpus: z.array(z.int().nonnegative()).readonly(),
  pinning: z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), reason: text })]).readonly(),
  /** Sentences for whoever measures: see remarksOn. */
  remarks: z.array(text).readonly(),
  programs: z
    .object({
      node: text,
      /** The checkout. */
      folder: text,
      /** All that a program gets there. */
      variables: z.record(text, text).readonly(),
      /** Where a program's process id is written before it starts. */
      pids: text,
      /** Whether taskset(1) is there to bind it. */
      hasTaskset: z.boolean(),
    })
    .readonly(),
  /** Where ssh reached that machine; null: nobody told. */
  address: text.nullable(),
});

export type AgentLine = Readonly<z.infer<typeof agentLineSchema>>;
