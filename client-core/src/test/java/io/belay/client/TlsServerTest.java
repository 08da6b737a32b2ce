package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.error.BelayException;
import io.belay.client.error.ConnectionDetails;
import io.belay.client.peer.TestCertificates;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.WireError;
import io.belay.heartbeat.CloseReason;
import io.belay.heartbeat.ServerConnection;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's liveness behind a TLS handler. */
@Timeout(60)
class TlsServerTest implements ServerListener {
  private static final byte[] REQUEST = {1, 2, 3};

  @TempDir private Path files;
  private final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
  private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void endGroup() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Override
  public void closed(ServerConnection connection, CloseReason reason) {
    closed.add(reason);
  }

  private int listen(ServerLiveness liveness, SslContext tls) {
    Channel listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channels.add(channel);
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    liveness.install(channel.pipeline(), new Echo(channel));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aDrainMustEndEveryConnectionInOrder(String protocol) throws Exception {
    ServerLiveness liveness = new ServerLiveness(ServerOptions.DEFAULT, this);
    int port = listen(liveness, TestCertificates.serverContext(TestCertificates.SERVER, protocol));
    Queue<CloseReason> atTheClient = new ConcurrentLinkedQueue<>();
    ClientListener<byte[], byte[]> listener =
        new ClientListener<>() {
          @Override
          public void connectionClosed(
              Endpoint endpoint,
              ConnectionDetails connection,
              CloseReason reason,
              Optional<BelayException> failure) {
            atTheClient.add(reason);
          }
        };
    Path trust = TestCertificates.writeRoot(files.resolve("ca.pem"), TestCertificates.AUTHORITY);
    try (BelayClient<byte[], byte[]> client =
        BelayClient.builder()
            .endpoint("127.0.0.1", port)
            .listener(listener)
            .tls(TlsOptions.DEFAULT.withTrust(TlsTrust.pem(trust)))
            .build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      Channel channel = channels.peek();
      assertThat(channel.pipeline().names())
          .startsWith(ServerLiveness.METER, ServerLiveness.EVIDENCE);
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      liveness.drain(Duration.ofSeconds(20)).get(20, TimeUnit.SECONDS);

      assertThat(closed.peek()).isEqualTo(CloseReason.CLOSED_BY_USER);
      assertThat(tls.sslCloseFuture().await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(tls.sslCloseFuture().isSuccess()).as("the client's close_notify came").isTrue();
      eventually("the client knows", () -> !atTheClient.isEmpty());
      assertThat(atTheClient.peek()).isEqualTo(CloseReason.GOAWAY);
    }
  }

  @Test
  void aClientThatReadsNothingMustBeReapedBelowTls() throws Exception {
    ServerLiveness liveness =
        new ServerLiveness(ServerOptions.DEFAULT.withReapAfter(Duration.ofMillis(300)), this);
    int port = listen(liveness, TestCertificates.serverContext(TestCertificates.SERVER));
    try (Socket client = secured(port)) {
      client.getOutputStream().write(new byte[] {0, 0, 0, 0, 0, 0, 0, 1});
      assertThat(new DataInputStream(client.getInputStream()).readLong()).isEqualTo(2);
      Channel channel = channels.peek();
      ByteBuf flood = channel.alloc().buffer();
      FrameEncoder.writeOneWay(flood, new byte[8 << 20]);
      channel.writeAndFlush(flood);
      eventually("it was reaped", () -> !closed.isEmpty());

      assertThat(closed.peek()).isEqualTo(CloseReason.REAPED);
      assertThat(readsToTheEnd(client.getInputStream())).as("reset, with bytes unsent").isFalse();
    }
  }

  @Test
  void aClientThatIsNoTlsMustBeSentAwayAndCountedAsNeverReady() throws Exception {
    ServerLiveness liveness = new ServerLiveness(ServerOptions.DEFAULT, this);
    int port = listen(liveness, TestCertificates.serverContext(TestCertificates.SERVER));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      eventually("it was sent away", () -> !closed.isEmpty());

      assertThat(closed.peek()).isEqualTo(CloseReason.NEVER_READY);
    }
  }

  private static Socket secured(int port) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(TestCertificates.trustStore(TestCertificates.AUTHORITY));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }

  private static boolean readsToTheEnd(InputStream in) {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return true;
    } catch (java.io.IOException reset) {
      return false;
    }
  }

  private record Echo(Channel channel) implements FrameListener {
    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      if (type == FrameType.REQUEST) {
        long id = in.readLong();
        byte[] body = new byte[length - Long.BYTES];
        in.readBytes(body);
        ByteBuf out = ctx.alloc().buffer();
        FrameEncoder.writeResponse(out, id, body);
        ctx.writeAndFlush(out);
        ServerConnection.of(channel).answered();
      }
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {}
  }
}
