package io.belay.client.chaos;

import io.belay.client.Transport;
import io.belay.client.lab.Command;
import io.belay.client.lab.Descriptors;
import io.belay.client.lab.LeakRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a closed client has left behind in this process and its kernel, which is to be nothing. */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  // On NIO nobody can ask whether the last bytes were taken, so the kernel goes on resending some.
  private static final Duration PATIENCE_WITH_THE_KERNEL = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Transport transport;
  private final long descriptorsBefore;
  private final List<String> violations = new ArrayList<>();

  private Leftovers(Transport transport, long descriptorsBefore) {
    this.transport = transport;
    this.descriptorsBefore = descriptorsBefore;
  }

  /** Counts what is there before. */
  static Leftovers since(Transport transport) {
    return new Leftovers(transport, Descriptors.ofSocketsAndLoops());
  }

  /** Looks after the client was closed, and everything else that has sockets. */
  List<String> find() {
    expect(
        "sockets",
        transport == Transport.NIO ? PATIENCE_WITH_THE_KERNEL : PATIENCE,
        () -> sockets().isEmpty(),
        Leftovers::sockets);
    expect("threads", PATIENCE, () -> threads().isEmpty(), () -> threads().toString());
    expect(
        "descriptors",
        PATIENCE,
        () -> Descriptors.ofSocketsAndLoops() <= descriptorsBefore,
        () -> "%d before, now %s".formatted(descriptorsBefore, Descriptors.describe()));
    LeakRecorder.leaks().forEach(leak -> violations.add("leaked: " + leak));
    return violations;
  }

  private void expect(String what, Duration patience, BooleanSupplier none, Supplier<String> left) {
    if (!within(patience, none)) {
      violations.add("%s are left: %s".formatted(what, left.get()));
    }
  }

  /** Whether it comes true in time. */
  static boolean within(Duration patience, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** The sockets of this namespace that do more than wait for time to pass. */
  private static String sockets() {
    return Command.run("ss", "-tanHe", "exclude", "time-wait").strip();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("belay-" + ChaosClient.NAME))
        .toList();
  }
}
