import type { Language, Text } from '../types.ts';
import { en, type Dictionary, type Key } from './en.ts';
import { it } from './it.ts';

export type { Key } from './en.ts';

export const dictionaries: Record<Language, Dictionary> = { en, it };

export type Translate = (key: Key, params?: Record<string, string | number>) => string;

/** The words of one language; `{name}` in a text is replaced by the parameter of that name. */
export function translator(language: Language): Translate {
  const words = dictionaries[language];
  return (key, params = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export const textIn = (text: Text, language: Language): string => text[language] || text.en || text.it;

/** A place in a queue: `1st, 2nd, 3rd, 11th, 21st…`, in Italian `2ª` (posizione is feminine). */
export function ordinal(n: number, language: Language): string {
  if (language === 'it') return `${n}ª`;
  const teens = n % 100 >= 11 && n % 100 <= 13;
  const suffix = teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}

/** `1:05`, `12:04`, `1:02:03`. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** Up to two letters that stand for a person without a picture. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
