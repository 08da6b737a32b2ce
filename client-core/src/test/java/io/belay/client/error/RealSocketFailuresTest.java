package io.belay.client.error;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The cheap faults on loopback, over every transport that this machine has. */
@ParameterizedClass
@MethodSource("transports")
class RealSocketFailuresTest {

  record Transport(
      String name, Supplier<IoHandlerFactory> factory, Class<? extends SocketChannel> channel) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Transport> transports() {
    List<Transport> present = new ArrayList<>();
    present.add(new Transport("nio", NioIoHandler::newFactory, NioSocketChannel.class));
    if (Epoll.isAvailable()) {
      present.add(new Transport("epoll", EpollIoHandler::newFactory, EpollSocketChannel.class));
    }
    if (IoUring.isAvailable()) {
      present.add(
          new Transport("io_uring", IoUringIoHandler::newFactory, IoUringSocketChannel.class));
    }
    return present;
  }

  @Parameter Transport transport;

  private final CompletableFuture<Throwable> caught = new CompletableFuture<>();
  private MultiThreadIoEventLoopGroup group;
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    group = new MultiThreadIoEventLoopGroup(1, transport.factory().get());
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    group.shutdownGracefully(0, 5, SECONDS).sync();
  }

  @Test
  void aClosedPortMustRefuse() throws Exception {
    SocketAddress nobody = server.getLocalSocketAddress();
    server.close();

    assertThat(failureOf(bootstrap().connect(nobody), Phase.CONNECT))
        .isInstanceOf(ConnectionRefusedException.class)
        .hasMessageContaining("errno=ECONNREFUSED(111)");
  }

  @Test
  void aResetMustBeOne() throws Exception {
    Channel channel = connect(bootstrap());
    try (Socket peer = server.accept()) {
      peer.setSoLinger(true, 0);
    }

    BelayException failure =
        FailureTranslator.translate(caught.get(10, SECONDS), FailureContext.of(Phase.AWAIT));

    assertThat(failure).isInstanceOf(ConnectionResetException.class);
    assertThat(failure.errno()).contains(Errno.ECONNRESET);
    assertThat(failure.errnoInferred()).isEqualTo(transport.name().equals("nio"));
    channel.close().sync();
  }

  @Test
  void aWriteAfterThePeersEndMustBreakThePipe() throws Exception {
    Channel channel = connect(bootstrap().option(ChannelOption.ALLOW_HALF_CLOSURE, true));
    server.accept().close();

    // Writes succeed until the peer's RST has come back.
    ChannelFuture write = channel.newSucceededFuture();
    while (write.isSuccess()) {
      write = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[16])).await();
    }

    BelayException failure = failureOf(write, Phase.WRITE);
    assertThat(failure.errno().orElseThrow()).isIn(Errno.EPIPE, Errno.ECONNRESET);
    assertThat(failure).isInstanceOfAny(BrokenPipeException.class, ConnectionResetException.class);
    channel.close().sync();
  }

  @Test
  void anAddressOfAnotherMachineMustNotBeBound() throws Exception {
    SocketAddress foreign =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 0);

    assertThat(
            failureOf(bootstrap().connect(server.getLocalSocketAddress(), foreign), Phase.CONNECT))
        .isInstanceOfSatisfying(
            LocalAddressException.class,
            failure -> assertThat(failure.errno()).contains(Errno.EADDRNOTAVAIL));
  }

  @Test
  void aLocalPortThatIsTakenMustNotBeBound() throws Exception {
    assertThat(
            failureOf(
                bootstrap().connect(server.getLocalSocketAddress(), server.getLocalSocketAddress()),
                Phase.CONNECT))
        .isInstanceOfSatisfying(
            LocalAddressException.class,
            failure -> assertThat(failure.errno()).contains(Errno.EADDRINUSE));
  }

  @Test
  void aFullListenerMustTimeOut() throws Exception {
    List<Channel> queued = new ArrayList<>();
    BelayException failure = null;
    // The queue takes its length and one more; whoever comes then is not answered at all.
    while (failure == null && queued.size() < 8) {
      ChannelFuture connect =
          bootstrap()
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 300)
              .connect(server.getLocalSocketAddress())
              .await();
      queued.add(connect.channel());
      failure = connect.isSuccess() ? null : failureOf(connect, Phase.CONNECT);
    }

    assertThat(failure)
        .isInstanceOfSatisfying(
            ConnectTimeoutException.class,
            timeout -> {
              assertThat(timeout.stage()).isEqualTo(ConnectTimeoutException.Stage.TIMER);
              assertThat(timeout.errno()).isEmpty();
            });
    for (Channel channel : queued) {
      channel.close().sync();
    }
  }

  @Test
  void aNameWithoutAnAddressMustBeUnresolved() throws Exception {
    assertThat(failureOf(bootstrap().connect("does-not-exist.invalid", 80), Phase.RESOLVE))
        .isInstanceOfSatisfying(
            UnresolvedHostException.class,
            failure -> assertThat(failure.host()).isEqualTo("does-not-exist.invalid"));
  }

  @Test
  void aLoopThatWasShutDownMustCountAsClosed() throws Exception {
    Bootstrap late = bootstrap();
    group.shutdownGracefully(0, 5, SECONDS).sync();

    assertThat(failureOf(late.connect(server.getLocalSocketAddress()), Phase.CONNECT))
        .isInstanceOf(ClientClosedException.class);
  }

  private Bootstrap bootstrap() {
    return new Bootstrap()
        .group(group)
        .channel(transport.channel())
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                caught.complete(cause);
              }
            });
  }

  private Channel connect(Bootstrap bootstrap) throws InterruptedException {
    return bootstrap.connect(server.getLocalSocketAddress()).sync().channel();
  }

  private static BelayException failureOf(ChannelFuture future, Phase phase)
      throws InterruptedException {
    assertThat(future.await(10, SECONDS)).isTrue();
    assertThat(future.cause()).isNotNull();
    return FailureTranslator.translate(future.cause(), FailureContext.of(phase));
  }
}
