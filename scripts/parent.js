/**
 * Calls back once when whoever started this command is gone, even by SIGKILL: the launcher that handed over to Node 24
 * (its channel closes), or npm (this process is handed to another parent). A plain shell may leave: `nohup` works.
 *
 * @param {() => void} callback
 */
export function onParentGone(callback) {
  if (process.connected) process.once('disconnect', callback);
  if (!process.env.npm_lifecycle_event) return;

  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 500);
  timer.unref();
}
