// Preloaded into a member of a process group that has no care of its own: it ends when its parent is gone.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone must not keep the process running.
  process.channel?.unref();
}
