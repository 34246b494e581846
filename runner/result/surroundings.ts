/** What trials were surrounded by that no metric tells, in words: what their network path was made of, say. */
export interface Surroundings {
  /** `Network path veth`. */
  readonly title: string;
  /** What, and how it was. */
  readonly facts: readonly (readonly [what: string, text: string])[];
}
