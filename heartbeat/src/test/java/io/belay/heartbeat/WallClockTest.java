package io.belay.heartbeat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wall clock jumps, and real connections neither end nor stop being asked. */
class WallClockTest {
  /** Three transports have 510. */
  private static final int CONNECTIONS = 170;

  private static final int PATIENCE_SECONDS = 20;

  // Quick to ask, and slow to judge: a server may get no CPU for a while.
  private static final Heartbeat QUICK =
      new Heartbeat(Duration.ofMillis(200), Duration.ofMillis(100), 20);

  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(-1),
          Duration.ofDays(365),
          Duration.ofDays(-2 * 365),
          Duration.ofSeconds(6));

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void aJumpOfTheWallClockMustEndNothing(Transport transport) throws Exception {
    AtomicLong ahead = new AtomicLong();
    Queue<Duration> slept = new ConcurrentLinkedQueue<>();
    Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
    LivenessLoops loops =
        new LivenessLoops(
            QUICK,
            Duration.ZERO,
            new LoopListener() {
              @Override
              public void machineSlept(EventLoop loop, Duration time) {
                slept.add(time);
              }
            },
            () -> System.currentTimeMillis() + ahead.get());
    ServerLiveness server =
        new ServerLiveness(
            ServerOptions.DEFAULT,
            new ServerListener() {
              @Override
              public void closed(ServerConnection connection, CloseReason reason) {
                closed.add(reason);
              }
            });
    EventLoopGroup group = transport.newGroup();
    EventLoopGroup servers = transport.newGroup();
    try {
      SocketAddress address = Loopback.listen(transport, servers, server);
      List<PingingClient> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(connect(transport, group, address, loops));
      }
      awaitAnswersToAll(clients);
      for (Duration jump : JUMPS) {
        ahead.addAndGet(jump.toMillis());
        awaitAnswersToAll(clients);
        awaitAnswersToAll(clients);
      }
      assertThat(slept).as("jumps forward are taken for suspends").hasSize(3);
      assertThat(clients).noneMatch(client -> client.condemned.isDone());
      assertThat(closed).isEmpty();
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
      servers.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  private static PingingClient connect(
      Transport transport, EventLoopGroup group, SocketAddress address, LivenessLoops loops) {
    return PingingClient.on(
        new Bootstrap()
            .group(group)
            .channel(transport.client())
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address)
            .syncUninterruptibly()
            .channel(),
        loops);
  }

  /** Waits until each of them got one more PONG. */
  private static void awaitAnswersToAll(List<PingingClient> clients) {
    int[] before = clients.stream().mapToInt(client -> client.pongs.get()).toArray();
    long start = System.nanoTime();
    for (int i = 0; i < before.length; i++) {
      while (clients.get(i).pongs.get() == before[i]) {
        assertThat(clients.get(i).condemned).isNotDone();
        assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(PATIENCE_SECONDS));
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
