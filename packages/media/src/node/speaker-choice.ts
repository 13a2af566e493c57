/** Someone whose picture could be shown. */
export interface Candidate {
  id: string;
  /** Root mean square of late, full scale = 1. */
  level: number;
}

/** Less is the noise of a quiet room: nobody speaks. */
const speakingLevel = 0.004;
/** A cough doesn't change the picture: who interrupts must be clearly louder, for a while. */
const louderBy = 1.5;
const holdMs = 1_500;

/** Whose picture one party sees in a mix: who speaks, with hysteresis. */
export class SpeakerChoice {
  #shown: string | null = null;
  #challenger: { id: string; sinceMs: number } | null = null;

  get shown(): string | null {
    return this.#shown;
  }

  /** The candidates in their order: the first one is shown while nobody has spoken yet. */
  choose(candidates: readonly Candidate[], atMs: number): string | null {
    const shown = candidates.find((candidate) => candidate.id === this.#shown);
    const loudest = candidates.reduce<Candidate | null>((best, one) => (one.level > (best?.level ?? speakingLevel) ? one : best), null);
    if (shown === undefined) return this.#show((loudest ?? candidates[0])?.id ?? null);
    if (loudest === null || loudest.id === shown.id || loudest.level < shown.level * louderBy) {
      this.#challenger = null;
      return shown.id;
    }
    if (this.#challenger?.id !== loudest.id) this.#challenger = { id: loudest.id, sinceMs: atMs };
    return atMs - this.#challenger.sinceMs >= holdMs ? this.#show(loudest.id) : shown.id;
  }

  #show(id: string | null): string | null {
    this.#challenger = null;
    this.#shown = id;
    return id;
  }
}
