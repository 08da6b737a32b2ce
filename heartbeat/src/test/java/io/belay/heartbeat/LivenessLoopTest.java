package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivenessLoopTest {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();
  private final LivenessLoops loops =
      new LivenessLoops(
          Heartbeat.DEFAULT, Duration.ZERO, LoopListener.NONE, () -> ticker.nanoTime() / 1_000_000);
  private final LivenessLoop loop = loops.of(channel.eventLoop());

  @Test
  void anEventLoopHasOneLivenessLoop() {
    assertThat(loops.of(channel.eventLoop())).isSameAs(loop);
    assertThat(loops.all()).containsExactly(loop);
  }

  @Test
  void oneTickServesAllConnectionsAndNoneRunsWithoutAny() {
    List<Liveness> members = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      members.add(loop.newLiveness(ProbeKind.OVERTAKES, new Silent(channel)));
    }
    assertThat(channel.hasPendingTasks()).isFalse();
    members.forEach(Liveness::start);
    members.forEach(member -> member.pongReceived(1));
    ticker.advance(5, java.util.concurrent.TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(members).extracting(Liveness::state).containsOnly(LivenessState.HEALTHY);

    ticker.advanceMillis(250);
    channel.runScheduledPendingTasks();
    assertThat(loop.stalls().count()).isEqualTo(1);

    members.forEach(Liveness::stop);
    assertThat(channel.runScheduledPendingTasks()).as("no task is left").isEqualTo(-1);
  }

  @Test
  void aMemberMayTakeOthersWithItWhileTheLoopLooksAfterThem() {
    List<Liveness> members = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Silent target =
          new Silent(channel) {
            @Override
            public void condemned(Verdict verdict) {
              verdicts.add(verdict);
              members.get(0).stop();
              members.get(9).stop();
            }
          };
      members.add(loop.newLiveness(ProbeKind.OVERTAKES, target));
    }
    members.forEach(Liveness::start);
    members.forEach(member -> member.pongReceived(1));
    for (int i = 0; i < 60; i++) {
      ticker.advanceMillis(250);
      channel.runScheduledPendingTasks();
    }

    // The first to be looked at is the last; then both ends of the list are gone.
    assertThat(verdicts).hasSize(9);
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void anErrorOfOneConnectionMustNotLeaveTheOthersUnwatched() {
    AtomicInteger pings = new AtomicInteger();
    Silent broken =
        new Silent(channel) {
          @Override
          public io.netty.channel.ChannelFuture ping(long sequence) {
            if (pings.incrementAndGet() > 1) {
              throw new OutOfMemoryError("as if no direct memory were left");
            }
            return super.ping(sequence);
          }
        };
    List<Verdict> verdicts = new ArrayList<>();
    Silent silent =
        new Silent(channel) {
          @Override
          public void condemned(Verdict verdict) {
            verdicts.add(verdict);
          }
        };
    List<Liveness> members =
        List.of(
            loop.newLiveness(ProbeKind.OVERTAKES, silent),
            loop.newLiveness(ProbeKind.OVERTAKES, broken));
    members.forEach(Liveness::start);
    members.forEach(member -> member.pongReceived(1));
    for (int i = 0; i < 60; i++) {
      ticker.advanceMillis(250);
      channel.runScheduledPendingTasks();
    }

    assertThat(pings).hasValueGreaterThan(1);
    assertThat(verdicts).hasSize(1);
    members.forEach(Liveness::stop);
  }

  @Test
  void aConnectionAtRestIsLookedAtOnlyAroundItsPings() {
    AtomicInteger looks = new AtomicInteger();
    Silent target =
        new Silent(channel) {
          private long taken;

          @Override
          public io.netty.channel.ChannelFuture ping(long sequence) {
            taken += 16;
            return super.ping(sequence);
          }

          @Override
          public long bytesTaken() {
            return taken;
          }

          @Override
          public boolean announcesRequests() {
            return true;
          }

          @Override
          public boolean exchangesWaiting() {
            looks.incrementAndGet();
            return false;
          }
        };
    Liveness liveness = loop.newLiveness(ProbeKind.OVERTAKES, target);
    liveness.start();
    for (int tick = 0, answered = 0; tick < 240; tick++) {
      for (; liveness.pongReceived(answered + 1); answered++) {
        liveness.bytesReceived(16);
        liveness.frameReceived();
      }
      ticker.advanceMillis(250);
      channel.runScheduledPendingTasks();
    }

    assertThat(liveness.state()).isNotEqualTo(LivenessState.DEAD);
    assertThat(looks.get()).as("looks in a minute, with 13 PINGs").isBetween(13, 3 * 13);
  }

  @Test
  void aTargetThatThrowsMustNotStopTheTickForOthers() {
    Silent broken =
        new Silent(channel) {
          @Override
          public boolean exchangesWaiting() {
            throw new IllegalStateException("broken on purpose");
          }
        };
    Liveness other = loop.newLiveness(ProbeKind.OVERTAKES, new Silent(channel));
    other.start();
    other.pongReceived(1);
    loop.newLiveness(ProbeKind.OVERTAKES, broken).start();
    for (int i = 0; i < 60; i++) {
      ticker.advanceMillis(250);
      channel.runScheduledPendingTasks();
    }

    assertThat(other.state()).isEqualTo(LivenessState.DEAD);
  }

  @Test
  void timeInWhichTheLoopHadNoConnectionsIsNoStall() {
    Liveness first = loop.newLiveness(ProbeKind.OVERTAKES, new Silent(channel));
    first.start();
    first.stop();
    ticker.advance(1, java.util.concurrent.TimeUnit.HOURS);
    loop.newLiveness(ProbeKind.OVERTAKES, new Silent(channel)).start();
    ticker.advanceMillis(250);
    channel.runScheduledPendingTasks();

    assertThat(loop.stalls()).isEqualTo(new LoopStalls(0, Duration.ZERO, Duration.ZERO));
  }

  /** A connection that does nothing. */
  private static class Silent implements LivenessTarget {
    private final EmbeddedChannel channel;

    Silent(EmbeddedChannel channel) {
      this.channel = channel;
    }

    @Override
    public io.netty.channel.ChannelFuture ping(long sequence) {
      return channel.newSucceededFuture();
    }

    @Override
    public long bytesTaken() {
      return 0;
    }

    @Override
    public boolean readPaused() {
      return false;
    }

    @Override
    public void readNow() {}

    @Override
    public boolean exchangesWaiting() {
      return false;
    }

    @Override
    public java.util.Optional<TcpInfo> tcpInfo() {
      return java.util.Optional.empty();
    }

    @Override
    public void livenessChanged(LivenessState from, LivenessState to) {}

    @Override
    public void condemned(Verdict verdict) {}
  }
}
