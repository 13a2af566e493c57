/** The shape of one language, which the other fills. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** Words of one part in both languages. */
export interface Bilingual<T> {
  en: T;
  it: Words<T>;
}

/** Keeps the types of both; Italian must have every word that English has. */
export const bilingual = <const T>(words: Bilingual<T>): Bilingual<T> => words;
