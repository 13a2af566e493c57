/** What only one screen has. */
export const screensCss = `
.home h2{font-size:22px;line-height:30px}
.availability{display:flex;align-items:center;gap:10px;padding:10px 14px!important;border-radius:10px;font-size:15px;line-height:22px;font-weight:600;background:var(--tint)}
.availability .dot{width:10px;height:10px;border-radius:50%;background:var(--line-strong);flex:none}
.availability.free{background:var(--good-tint);color:var(--good)}.availability.free .dot{background:var(--good-dot)}
.availability.busy{background:var(--warn-tint);color:var(--warn)}.availability.busy .dot{background:var(--warn-dot)}
.availability.nobody .dot{background:transparent;border:2px solid var(--muted)}
.channels{display:flex;flex-direction:column;gap:12px;margin-top:4px}
.channel{position:relative;display:flex;align-items:center;gap:14px;padding:16px 14px;border:1px solid var(--line);border-radius:12px;background:var(--card);color:var(--text);box-shadow:0 1px 3px rgba(20,33,61,.06);transition:border-color .15s,box-shadow .15s}
.channel:hover{border-color:var(--accent);box-shadow:0 3px 12px rgba(20,33,61,.12)}
.channel>.icon{color:var(--muted)}
.channel button{all:unset;cursor:pointer;font-size:17px;line-height:24px;font-weight:650}
.channel button::after{content:"";position:absolute;inset:0;border-radius:12px}
.channel button:focus-visible::after{outline:3px solid var(--accent);outline-offset:2px}
.badge{display:grid;place-items:center;width:46px;height:46px;border-radius:50%;background:var(--primary);color:var(--on-primary);flex:none}
.badge.big{width:72px;height:72px;align-self:center;background:var(--tint);color:var(--accent)}
.words{flex:1;min-width:0;display:flex;flex-direction:column}
.words p{color:var(--muted);font-size:14px;line-height:20px}
.devices{gap:10px}
.devices>.picture{max-height:132px;flex:none}
.devices .level{margin-top:-2px}
.with-button{display:flex;align-items:flex-end;gap:8px}
.with-button .field{flex:1;min-width:0}
.with-button .button{flex:none;min-height:44px;padding:8px 14px}
.with-button+p:not(.sr){margin-top:6px}
.picture{position:relative;aspect-ratio:16/9;border-radius:12px;overflow:hidden;background:var(--stage);color:#fff;display:grid;place-items:center}
.picture video{width:100%;height:100%;object-fit:cover;display:block}
.picture span{display:flex;flex-direction:column;align-items:center;gap:8px;font-size:14px}
.mirrored{transform:scaleX(-1)}
.lines{list-style:none;display:flex;flex-direction:column;border-radius:12px!important;background:var(--card);border:1px solid var(--line)!important}
.lines li{display:flex;align-items:flex-start;gap:12px;padding:12px 14px}
.lines li+li{border-top:1px solid var(--line)}
.lines li>.icon{color:var(--muted);margin-top:2px}
.lines li>span:nth-of-type(1){flex:1;min-width:0}
.lines small{display:block;color:var(--muted);font-size:13px;line-height:18px;font-variant-numeric:tabular-nums}
.lines .mark{display:grid;place-items:center;min-width:24px;width:auto;height:24px;background:none;color:var(--muted)}
.lines .ok .mark{color:var(--good)}.lines .warn .mark{color:var(--warn)}
.test .actions{margin-top:auto}
.form form{display:flex;flex-direction:column;gap:14px}
.devices>.actions,.form .actions{position:sticky;bottom:0;margin:auto -18px -18px;padding:14px 18px 18px;background:linear-gradient(to top,var(--paper) 84%,transparent)}
.form .spinner{width:16px;height:16px}
.waiting{align-items:center;text-align:center}
.waiting .note{text-align:start;align-self:stretch}
.waiting .actions{align-self:stretch}
.waiting h2{font-size:22px;line-height:30px;margin-top:2px}
.service{color:var(--muted);font-size:15px;line-height:22px}
.pulse{position:relative;display:grid;place-items:center;width:96px;height:96px;margin:22px 0 10px;border-radius:50%;background:var(--warn-tint);color:var(--warn)}
.pulse::before,.pulse::after{content:"";position:absolute;inset:0;border-radius:50%;border:2px solid var(--warn-dot);opacity:0;animation:centralino-pulse 2.4s ease-out infinite}
.pulse::after{animation-delay:1.2s}
@keyframes centralino-pulse{0%{transform:scale(.96);opacity:.6}100%{transform:scale(1.42);opacity:0}}
.talk{gap:12px}
.who{display:flex;align-items:center;gap:12px}
.who>div{flex:1;min-width:0}
.who h2{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.timer{padding:4px 12px;border-radius:16px;background:var(--good-tint);color:var(--good);font-weight:650;font-size:15px}
.avatar{display:grid;place-items:center;border-radius:50%;background:var(--primary);color:#fff;font-weight:650;flex:none}
.avatar.small{width:42px;height:42px;font-size:16px}
.avatar.big{width:112px;height:112px;font-size:40px;letter-spacing:.01em}
.voice{display:grid;place-items:center;padding:26px 0 18px}
.voice .avatar{box-shadow:0 0 0 8px var(--tint)}
.voice.flows .avatar{box-shadow:0 0 0 4px var(--paper),0 0 0 8px var(--good-dot)}
.pictures{position:relative;aspect-ratio:4/3;border-radius:12px;overflow:hidden;background:var(--stage)}
.pictures .remote{width:100%;height:100%;object-fit:contain;display:block}
.cover{position:absolute;inset:0;display:flex;flex-direction:column;gap:12px;align-items:center;justify-content:center;background:var(--stage);color:#fff;font-size:14px}
.cover.veil{background:rgba(10,17,32,.72)}
.self{position:absolute;right:10px;bottom:10px;width:28%;min-width:84px;border-radius:8px;overflow:hidden;box-shadow:0 0 0 2px rgba(255,255,255,.85)}
.self .picture{border-radius:0;aspect-ratio:4/3}
.drawer{display:flex;flex-direction:column;gap:10px;padding:14px;border:1px solid var(--line);border-radius:12px;background:var(--card)}
.bottom{position:sticky;bottom:0;display:flex;flex-direction:column;gap:12px;margin:0 -18px -18px;padding:12px 18px 18px;background:linear-gradient(to top,var(--paper) 88%,transparent)}
.controls{display:flex;justify-content:center;gap:6px}
.control{appearance:none;flex:1;max-width:88px;display:flex;flex-direction:column;align-items:center;gap:4px;padding:4px 2px;border:0;border-radius:10px;background:transparent;color:var(--text);font:inherit;font-size:13px;line-height:18px;cursor:pointer}
.round{display:grid;place-items:center;width:50px;height:50px;border-radius:50%;border:1px solid var(--line-strong);background:var(--card);transition:background .15s}
.control:hover .round{background:var(--tint);border-color:var(--accent)}
.control[aria-pressed=true] .round,.control[aria-expanded=true] .round{background:var(--text);border-color:var(--text);color:var(--paper)}
.talk:fullscreen{background:var(--paper);padding:24px 32px}
.talk:fullscreen .pictures{flex:1;aspect-ratio:auto;min-height:0}
.talk:fullscreen .self{width:18%}
.talk:fullscreen .grow{display:none}
.talk:fullscreen .bottom{align-items:center;margin:0;padding:0;background:none}
.talk:fullscreen .controls{align-self:stretch}
.talk:fullscreen .bottom>.button{min-width:240px}
.end{text-align:center}
.end form{display:flex;flex-direction:column;gap:14px;text-align:start}
.stars{display:flex;justify-content:center;gap:4px;min-width:0;margin:4px 0 0!important}
.stars legend{width:100%;padding:0 0 8px;text-align:center;font-weight:650}
.stars label{position:relative;display:grid;place-items:center;width:48px;height:48px;border-radius:10px;color:var(--line-strong);cursor:pointer}
.stars label.lit{color:var(--warn-dot)}
.stars label:hover{background:var(--tint)}
.stars input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.stars label:has(:focus-visible){outline:3px solid var(--accent);outline-offset:-1px}
.chosen{text-align:center}
.end .badge{margin-top:10px}
`;
