/** Longer values are cut: environments are small on some systems. */
const maxLength = 500;

/**
 * What means something to a command interpreter where a batch file writes `%CLI%` or a script has an `eval`: separators, redirections, quotes,
 * expansions, blocks. And control characters and Unicode's ends of lines, which begin a new command.
 */
// eslint-disable-next-line no-control-regex
const dangerous = /[&|<>^%"!()`$;\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * A value that somebody else chose (a caller's name, what they typed), made safe for the environment of a script that may paste it into a
 * command line: every dangerous character becomes a space. Look-alikes (full-width `＆`) are turned into what programs may take them for first.
 */
export const harmless = (value: string): string => value.normalize('NFKC').replace(dangerous, ' ').slice(0, maxLength).trim();

/** The script's environment: the helper's own without anything that an earlier call could have left, and the values. */
export function scriptEnvironment(values: Readonly<Record<string, string>>, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(own).filter(([name]) => !/^(POPUPINFO_\d+|CENTRALINO_.*)$/i.test(name)));
  for (const [name, value] of Object.entries(values))
    if (/^[A-Z][A-Z0-9_]{0,40}$/.test(name) && !reserved.has(name)) env[name] = harmless(value);
  return env;
}

/** Names by which an environment decides what is run. */
const reserved: ReadonlySet<string> = new Set([
  'PATH',
  'PATHEXT',
  'COMSPEC',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'NODE_OPTIONS',
  'SHELL',
  'ENV',
  'BASH_ENV',
  'IFS',
]);
