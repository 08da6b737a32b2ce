package io.belay.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The CPU time that a process has used, in user mode and in the kernel, all its threads together,
 * to 10 ms; see proc(5), {@code /proc/pid/stat}.
 */
public final class CpuTime {
  /** What the kernel counts in is 1/100 s for user space on every architecture that Netty has. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final int FIELDS_BEFORE_UTIME = 11;

  private CpuTime() {}

  /** That of a process so far. */
  public static Duration of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The second field is the program's name in brackets, and may have blanks and brackets itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(
        Long.parseLong(fields[FIELDS_BEFORE_UTIME])
            + Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]));
  }

  /** That of this process so far. */
  public static Duration ofThisProcess() throws IOException {
    return of(ProcessHandle.current().pid());
  }
}
