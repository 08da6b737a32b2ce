package io.belay.heartbeat;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the connections of one event loop: one tick for all of them, none without any.
 * Everything but {@link #stalls()} is confined to that event loop.
 */
public final class LivenessLoop {
  private static final int FEW = 16;

  private final EventLoop loop;
  private final Heartbeat heartbeat;
  private final LoopListener listener;
  private final LoopClock clock;
  private final long hungPeerGraceNanos;
  private final Map<ProbeKind, Schedule> schedules = new EnumMap<>(ProbeKind.class);

  // Event loop only.
  private final List<LoopMember> members = new ArrayList<>();
  // By the member's index: the ticks of its next and of its last look. Most members of most ticks
  // need none, and are not even loaded from memory.
  private int[] nextLook = new int[FEW];
  private int[] lastLook = new int[FEW];
  private @Nullable Future<?> ticking;

  // Written by the event loop only, read by any thread.
  private final AtomicLong stallCount = new AtomicLong();
  private final AtomicLong longestStallNanos = new AtomicLong();
  private final AtomicLong latenessNanos = new AtomicLong();

  LivenessLoop(
      EventLoop loop,
      Heartbeat heartbeat,
      Duration hungPeerGrace,
      LoopClock clock,
      LoopListener listener) {
    this.hungPeerGraceNanos = hungPeerGrace.toNanos();
    this.loop = loop;
    this.heartbeat = heartbeat;
    this.listener = listener;
    this.clock = clock;
    for (ProbeKind probe : ProbeKind.values()) {
      schedules.put(probe, new Schedule(this, probe, heartbeat));
    }
  }

  /**
   * The liveness of one connection of this event loop. It does nothing before {@link
   * Liveness#start()}.
   *
   * @param probe what the protocol's probe can do
   * @param target the connection
   * @return its liveness
   */
  public Liveness newLiveness(ProbeKind probe, LivenessTarget target) {
    return new Liveness(Objects.requireNonNull(schedules.get(probe), "probe"), target);
  }

  /**
   * How this event loop kept its time while it had connections to look after. Any thread.
   *
   * @return the counts so far
   */
  public LoopStalls stalls() {
    return new LoopStalls(
        stallCount.get(),
        Duration.ofNanos(longestStallNanos.get()),
        Duration.ofNanos(latenessNanos.get()));
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  long hungPeerGraceNanos() {
    return hungPeerGraceNanos;
  }

  LoopClock clock() {
    return clock;
  }

  boolean inEventLoop() {
    return loop.inEventLoop();
  }

  void join(LoopMember member) {
    int index = members.size();
    member.index = index;
    members.add(member);
    if (index == nextLook.length) {
      nextLook = Arrays.copyOf(nextLook, 2 * index);
      lastLook = Arrays.copyOf(lastLook, 2 * index);
    }
    lastLook[index] = clock.ticks();
    nextLook[index] = clock.ticks() + 1;
    if (ticking == null) {
      clock.start();
      long tick = clock.tickNanos();
      // A fixed delay never runs ticks back to back after a stall, and reuses its one task.
      ticking = loop.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    }
  }

  void leave(LoopMember member) {
    int index = member.index;
    if (index < 0) {
      return;
    }
    member.index = LoopMember.NOT_A_MEMBER;
    LoopMember last = members.remove(members.size() - 1);
    if (last != member) {
      members.set(index, last);
      nextLook[index] = nextLook[last.index];
      lastLook[index] = lastLook[last.index];
      last.index = index;
    }
    if (members.isEmpty() && ticking != null) {
      ticking.cancel(false);
      ticking = null;
      clock.stop();
    }
  }

  /** Something happened: the member is looked at on the next tick. */
  void wake(LoopMember member) {
    if (member.index >= 0) {
      nextLook[member.index] = clock.ticks() + 1;
    }
  }

  void tick() {
    LoopClock.Pass pass = clock.tick();
    report(pass);
    long now = clock.nanos();
    int tick = clock.ticks();
    // Backwards: a member that leaves is replaced by the last, which had its turn already.
    for (int i = members.size() - 1; i >= 0; i--) {
      if (i < members.size() && (nextLook[i] - tick <= 0 || pass == LoopClock.Pass.AFTER_SLEEP)) {
        look(members.get(i), now, pass);
      }
    }
  }

  /** One that throws must not stop the tick for the others. */
  private void look(LoopMember member, long now, LoopClock.Pass pass) {
    int ticks = clock.ticks() - lastLook[member.index];
    int again = 1;
    try {
      again = member.look(now, pass, ticks);
    } catch (RuntimeException | Error thrown) {
      Isolated.leaveToTheLoop(loop, thrown);
    }
    if (member.index >= 0) {
      lastLook[member.index] = clock.ticks();
      nextLook[member.index] = clock.ticks() + again;
    }
  }

  private void report(LoopClock.Pass pass) {
    long lateness = clock.latenessNanos();
    latenessNanos.lazySet(latenessNanos.get() + lateness);
    if (lateness > clock.tickNanos()) {
      stallCount.lazySet(stallCount.get() + 1);
      longestStallNanos.lazySet(Math.max(longestStallNanos.get(), lateness));
      Isolated.run(loop, () -> listener.loopStalled(loop, Duration.ofNanos(lateness)));
    }
    if (pass == LoopClock.Pass.AFTER_SLEEP) {
      Duration slept = Duration.ofMillis(clock.sleptMillis());
      Isolated.run(loop, () -> listener.machineSlept(loop, slept));
    }
  }
}
