import { popupHelper, popupHelperHelp } from './command.ts';

/** The popup helper as one file, for workstations: `node popup-helper.cjs --server … --script …`. */
popupHelper(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error((error as Error).message);
    console.error(popupHelperHelp.replace('centralino popup-helper', 'node popup-helper.cjs'));
    process.exit(2);
  },
);
