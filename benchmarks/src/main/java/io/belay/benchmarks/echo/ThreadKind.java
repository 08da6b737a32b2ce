package io.belay.benchmarks.echo;

/** What kind of thread blocks. */
enum ThreadKind {
  PLATFORM {
    @Override
    Thread start(Runnable task) {
      Thread thread = new Thread(null, task, "blocking", STACK_BYTES);
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  },

  /** From JDK 21 on, and so by reflection: this compiles on 17. */
  VIRTUAL {
    @Override
    Thread start(Runnable task) {
      try {
        return (Thread)
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no virtual threads on " + Runtime.version(), e);
      }
    }
  };

  private static final long STACK_BYTES = 256 * 1024;

  abstract Thread start(Runnable task);
}
