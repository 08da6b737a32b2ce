package io.belay.client.chaos;

import io.belay.client.lab.Fault;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Plays the schedules, each on a thread of its own, until all are over. */
final class Injector {
  private final List<Schedule> schedules;
  private final List<Striker> strikers;
  private final Chronicle chronicle;
  private final CountDownLatch running;
  private final CountDownLatch never = new CountDownLatch(1);
  private final Map<Blow, Integer> struck = new EnumMap<>(Blow.class);
  private final Queue<Throwable> troubles = new ConcurrentLinkedQueue<>();

  /**
   * @param strikers who strikes by each schedule
   */
  Injector(List<Schedule> schedules, List<Striker> strikers, Chronicle chronicle) {
    this.schedules = schedules;
    this.strikers = strikers;
    this.chronicle = chronicle;
    running = new CountDownLatch(schedules.size());
  }

  /** Returns when all that was broken is whole again. */
  Map<Blow, Integer> play() throws InterruptedException {
    for (int i = 0; i < schedules.size(); i++) {
      Schedule schedule = schedules.get(i);
      Striker striker = strikers.get(i);
      Thread thread = new Thread(() -> play(schedule, striker), "chaos-" + schedule.lane());
      thread.setDaemon(true);
      thread.start();
    }
    running.await();
    if (!troubles.isEmpty()) {
      throw new IllegalStateException("a blow missed", troubles.peek());
    }
    return struck;
  }

  private void play(Schedule schedule, Striker striker) {
    try {
      for (Schedule.Entry entry : schedule.entries()) {
        pass(entry.after());
        chronicle.note("%s: %s for %s", schedule.lane(), entry.blow(), entry.lasting());
        synchronized (struck) {
          struck.merge(entry.blow(), 1, Integer::sum);
        }
        Fault fault = striker.strike(entry.blow());
        try {
          pass(entry.lasting());
        } finally {
          fault.close();
        }
        chronicle.note("%s: %s is over", schedule.lane(), entry.blow());
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      troubles.add(e);
    } finally {
      running.countDown();
    }
  }

  private void pass(Duration time) throws InterruptedException {
    if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("never came");
    }
  }
}
