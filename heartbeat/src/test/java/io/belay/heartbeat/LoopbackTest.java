package io.belay.heartbeat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against real sockets, on each transport that this machine has. */
class LoopbackTest {
  private static final int PATIENCE_SECONDS = 20;
  private static final Heartbeat QUICK =
      new Heartbeat(Duration.ofMillis(200), Duration.ofMillis(100), 3);

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void whatWasAskedOfTheKernelIsInForceOrReportedByName(Transport transport) throws Exception {
    withPeerThatOnlyAccepts(
        transport,
        channel -> {
          TcpOptions asked =
              TcpOptions.DEFAULT
                  .withKeepAlive(new TcpKeepAlive(Duration.ofSeconds(7), Duration.ofSeconds(3), 5))
                  .withUserTimeout(Duration.ofMillis(12_345));
          List<OptionInForce> options = asked.applyTo(channel);

          assertThat(options)
              .contains(
                  new OptionInForce("SO_KEEPALIVE", "true", Optional.of("true")),
                  new OptionInForce("TCP_KEEPIDLE", "7", Optional.of("7")),
                  new OptionInForce("TCP_KEEPINTVL", "3", Optional.of("3")),
                  new OptionInForce("TCP_KEEPCNT", "5", Optional.of("5")));
          assertThat(options)
              .filteredOn(OptionInForce::differs)
              .extracting(OptionInForce::name)
              .isEqualTo(
                  transport.isNative()
                      ? List.of()
                      : List.of("TCP_USER_TIMEOUT", "TCP_NOTSENT_LOWAT"));
        });
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void theKernelTestifiesOnTheNativeTransportsOnly(Transport transport) throws Exception {
    withPeerThatOnlyAccepts(
        transport,
        channel -> {
          assertThat(TcpInfo.of(channel).isPresent()).isEqualTo(transport.isNative());
          channel.close().syncUninterruptibly();
          assertThat(TcpInfo.of(channel)).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void aPeerThatAcceptsAndNeverAnswersIsFoundHungWithinTheBound(Transport transport)
      throws Exception {
    withPeerThatOnlyAccepts(
        transport,
        channel -> {
          PingingClient client =
              PingingClient.on(channel, new LivenessLoops(QUICK, LoopListener.NONE));
          client.believe();
          long start = System.nanoTime();
          Verdict verdict = client.condemned.get(PATIENCE_SECONDS, SECONDS);
          Duration took = Duration.ofNanos(System.nanoTime() - start);

          assertThat(verdict.verdictClass())
              .isEqualTo(transport.isNative() ? VerdictClass.PEER_HUNG : VerdictClass.UNKNOWN);
          assertThat(verdict.silence())
              .isLessThanOrEqualTo(
                  verdict.bound().plus(QUICK.tick().multipliedBy(2)).plus(verdict.forgiven()));
          assertThat(took).isGreaterThan(QUICK.worstCaseDetection().minus(QUICK.tick()));
        });
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void aServerAnswersHelloAndPingAndClosesFirstWhenItDrains(Transport transport) throws Exception {
    BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    ServerListener listener =
        new ServerListener() {
          @Override
          public void closed(ServerConnection connection, CloseReason reason) {
            closed.add(reason);
          }
        };
    ServerLiveness server = new ServerLiveness(ServerOptions.DEFAULT, listener);
    EventLoopGroup group = transport.newGroup();
    try (Socket client = new Socket()) {
      client.connect(Loopback.listen(transport, group, server));
      client.setSoTimeout(PATIENCE_SECONDS * 1000);
      ByteBuf out = Unpooled.buffer();
      FrameEncoder.writeHello(out, ServerScenario.hello(20_000));
      FrameEncoder.writePing(out, 7);
      out.readBytes(client.getOutputStream(), out.readableBytes());
      DataInputStream in = new DataInputStream(client.getInputStream());
      assertThat(frameType(in)).isEqualTo(FrameType.HELLO);
      assertThat(frameType(in)).isEqualTo(FrameType.PONG);

      CompletableFuture<Void> drained = server.drain(Duration.ofSeconds(PATIENCE_SECONDS));
      assertThat(frameType(in)).isEqualTo(FrameType.GOAWAY);
      assertThat(in.read()).as("FIN, not RST").isEqualTo(-1);
      client.shutdownOutput();
      drained.get(PATIENCE_SECONDS, SECONDS);
      assertThat(closed).containsExactly(CloseReason.CLOSED_BY_USER);
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void allPingsThatComeInOneReadMustBeAnswered(Transport transport) throws Exception {
    ServerLiveness server = new ServerLiveness(ServerOptions.DEFAULT, new ServerListener() {});
    EventLoopGroup group = transport.newGroup();
    try (Socket client = new Socket()) {
      client.connect(Loopback.listen(transport, group, server));
      client.setSoTimeout(PATIENCE_SECONDS * 1000);
      ByteBuf out = Unpooled.buffer();
      for (int i = 0; i < PingRate.BURST; i++) {
        FrameEncoder.writePing(out, i);
      }
      out.readBytes(client.getOutputStream(), out.readableBytes());
      DataInputStream in = new DataInputStream(client.getInputStream());
      for (int i = 0; i < PingRate.BURST; i++) {
        assertThat(frameType(in)).as("answer %s", i).isEqualTo(FrameType.PONG);
      }
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void aServerThatDrainsMustLoseNothingOfAnAnswerToASlowReader(Transport transport)
      throws Exception {
    // Far more than the buffers of both ends take.
    drainBehindAnswer(transport, 40 << 20, 3, false);
  }

  @ParameterizedTest
  @MethodSource("io.belay.heartbeat.Transport#present")
  void aServerThatClosesMustLeaveToTheKernelWhatItTook(Transport transport) throws Exception {
    drainBehindAnswer(transport, 100_000, PATIENCE_SECONDS, true);
  }

  /** The client reads nothing until the server closed, or for a while. */
  private static void drainBehindAnswer(Transport transport, int bytes, int seconds, boolean closes)
      throws Exception {
    BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    BlockingQueue<ServerConnection> greeted = new LinkedBlockingQueue<>();
    ServerListener listener =
        new ServerListener() {
          @Override
          public void greeted(ServerConnection connection) {
            greeted.add(connection);
          }

          @Override
          public void closed(ServerConnection connection, CloseReason reason) {
            closed.add(reason);
          }
        };
    ServerLiveness server = new ServerLiveness(ServerOptions.DEFAULT, listener);
    EventLoopGroup group = transport.newGroup();
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(16 << 10);
      client.connect(Loopback.listen(transport, group, server));
      client.setSoTimeout(PATIENCE_SECONDS * 1000);
      ByteBuf out = Unpooled.buffer();
      FrameEncoder.writeHello(out, ServerScenario.hello(20_000));
      out.readBytes(client.getOutputStream(), out.readableBytes());
      DataInputStream in = new DataInputStream(client.getInputStream());
      assertThat(frameType(in)).isEqualTo(FrameType.HELLO);

      Channel accepted = greeted.take().channel();
      accepted.config().setOption(ChannelOption.SO_SNDBUF, 1 << 20);
      accepted.writeAndFlush(Unpooled.buffer(bytes).writeZero(bytes));
      CompletableFuture<Void> drained = server.drain(Duration.ofMinutes(1));
      assertThat(closed.poll(seconds, SECONDS) != null).as("closed").isEqualTo(closes);
      in.skipNBytes(bytes);
      assertThat(frameType(in)).isEqualTo(FrameType.GOAWAY);
      assertThat(in.read()).as("FIN, not RST").isEqualTo(-1);
      client.shutdownOutput();
      drained.get(PATIENCE_SECONDS, SECONDS);
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  private static int frameType(DataInputStream in) throws IOException {
    int length = in.readInt();
    int type = in.readInt();
    in.skipNBytes(length);
    return type;
  }

  private static void withPeerThatOnlyAccepts(Transport transport, Scenario scenario)
      throws Exception {
    EventLoopGroup group = transport.newGroup();
    try (ServerSocket peer = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Channel channel =
          new Bootstrap()
              .group(group)
              .channel(transport.client())
              .handler(new ChannelInboundHandlerAdapter())
              .connect(peer.getLocalSocketAddress())
              .sync()
              .channel();
      scenario.run(channel);
      channel.close().sync();
    } finally {
      group.shutdownGracefully(0, 1, SECONDS).await();
    }
  }

  private interface Scenario {
    void run(Channel channel) throws Exception;
  }
}
