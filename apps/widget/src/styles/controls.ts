/** Buttons, fields, messages, meters. Nothing to press is smaller than 40 px. */
export const controlsCss = `
.button{appearance:none;display:inline-flex;align-items:center;justify-content:center;gap:8px;min-height:46px;padding:8px 18px;border:1px solid var(--line-strong);border-radius:10px;background:var(--card);color:var(--text);
font:inherit;font-weight:600;line-height:22px;cursor:pointer;transition:background .15s,border-color .15s;-webkit-tap-highlight-color:transparent}
a.button{text-decoration:none;margin-top:8px}
.button:hover{background:var(--tint);border-color:var(--accent)}
.button.primary{background:var(--primary);border-color:var(--primary);color:var(--on-primary)}
.button.primary:hover{background:var(--primary-deep);border-color:var(--primary-deep)}
.button.danger{background:var(--danger);border-color:var(--danger);color:#fff}
.button.danger:hover{background:var(--danger-deep);border-color:var(--danger-deep)}
.button.quiet{min-height:40px;padding:6px 12px;border-color:transparent;background:transparent;color:var(--accent)}
.button.quiet:hover{background:var(--tint)}
.button[aria-pressed=false]{color:var(--muted)}
.button:focus-visible,.control:focus-visible,.place select:focus-visible,.place input:focus-visible,.place textarea:focus-visible,.place a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.button[aria-disabled=true]{cursor:progress}
.actions{display:flex;flex-wrap:wrap;gap:10px}
.actions>*{flex:1}
.actions>.primary{flex:1.6}
.stack{display:flex;flex-direction:column;gap:10px}
.inline-actions{display:flex;flex-wrap:wrap;gap:4px;margin-top:4px}
.note{display:flex;gap:10px;padding:11px 14px;border-radius:10px;font-size:15px;line-height:22px;background:var(--card);color:var(--text)}
.note .icon{margin-top:1px}
.note strong{display:block;font-weight:650}
.note.quiet{padding:2px 4px;justify-content:center;background:none;color:var(--muted);font-size:14px}.note.quiet .icon{width:16px;height:16px;margin-top:3px;color:var(--bad);fill:currentColor}
.note.info{background:var(--tint)}.note.info .icon{color:var(--accent)}
.note.good{background:var(--good-tint);color:var(--good)}
.note.warn{background:var(--warn-tint)}.note.warn .icon,.note.warn strong{color:var(--warn)}
.note.bad{background:var(--bad-tint)}.note.bad .icon,.note.bad strong{color:var(--bad)}
.field{display:flex;flex-direction:column;gap:5px}
.label-row{display:flex;align-items:baseline;gap:4px;justify-content:flex-start}
.label-row .quiet{margin-left:auto}
.field label{font-size:14px;line-height:20px;font-weight:600}
.required{color:var(--bad);font-weight:700}
.field input:not([type=checkbox]),.field textarea,.field select{appearance:none;width:100%;min-height:44px;padding:9px 12px;border:1px solid var(--line-strong);border-radius:10px;background:var(--card);color:var(--text);font:inherit;line-height:24px;margin:0}
.field textarea{resize:vertical}
.field.wrong input:not([type=checkbox]),.field.wrong textarea,.field.wrong select{border-color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}
.error{display:flex;align-items:flex-start;gap:6px;color:var(--bad);font-size:14px;line-height:20px}
.error .icon{margin-top:2px}
.select{position:relative;display:block}
.select select{padding-right:38px;text-overflow:ellipsis;cursor:pointer}
.select .icon:first-child{position:absolute;left:12px;top:12px;color:var(--muted);pointer-events:none}
.select .icon:first-child+select{padding-left:42px}
.select .icon:last-child{position:absolute;right:12px;top:13px;color:var(--muted);pointer-events:none;transform:rotate(90deg)}
.select option{background:var(--card);color:var(--text)}
.tick-row{display:flex;gap:10px;align-items:flex-start;font-size:15px;line-height:22px}
.tick-row label{font-size:15px;line-height:22px;font-weight:400;cursor:pointer}
.tick-row input{flex:none;width:24px;height:24px;margin:0;accent-color:var(--primary);cursor:pointer}
.tick-row a{display:inline-block;min-height:24px;color:var(--accent);font-weight:500}
.level{display:flex;gap:3px;height:12px;align-items:stretch}
.level i{flex:1;border-radius:2px;background:var(--line);transition:background .08s}
.level i.lit{background:var(--good-dot)}
.level i.lit:nth-child(n+19){background:var(--warn-dot)}
.progress{height:10px;border-radius:5px;background:var(--line);overflow:hidden}
.progress div{height:100%;inline-size:0;border-radius:5px;background:var(--accent);transition:inline-size .2s linear}
.spinner{display:inline-block;width:18px;height:18px;border:2.5px solid currentColor;border-right-color:transparent;border-radius:50%;opacity:.8;animation:centralino-turn .8s linear infinite}
.spinner.big{width:32px;height:32px;border-width:3px;color:var(--accent)}
@keyframes centralino-turn{to{transform:rotate(1turn)}}
@media (forced-colors:active){.level i.lit,.progress div{background:Highlight}.button{border:1px solid ButtonText}}
`;
