package io.belay.client.peer;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.GoAway;
import io.belay.codec.GoAwayReason;
import io.belay.codec.Hello;
import io.belay.codec.RemoteError;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on loopback that does what a test tells it to: by default it speaks the framed protocol
 * and echoes. What it is told applies from the next frame on.
 */
public final class ScriptedPeer implements AutoCloseable {

  /** What it does with a request. */
  public enum OnRequest {
    ECHO,
    /** Keeps it, until {@link #answerHeld}. */
    HOLD,
    /** Sends FIN. */
    CLOSE,
    /** Sends RST. */
    RESET,
    /** Refuses it, before processing. */
    REFUSE,
    /** Fails it, after processing. */
    FAIL,
    /** Answers with {@link #errorCode}. */
    ERROR
  }

  /** What it does with a PING. */
  public enum OnPing {
    PONG,
    IGNORE,
    WRONG_PONG
  }

  private record Held(Channel channel, long id, byte[] body) {}

  public volatile OnRequest onRequest = OnRequest.ECHO;
  public volatile OnPing onPing = OnPing.PONG;
  public volatile long errorCode;
  public volatile boolean sayHello = true;
  public volatile long helloMaxPayload = WireOptions.DEFAULT.maxPayload();

  public final List<Channel> channels = new CopyOnWriteArrayList<>();
  public final AtomicInteger accepted = new AtomicInteger();
  public final AtomicInteger requests = new AtomicInteger();

  /** The channel that each request came on. */
  public final Queue<Channel> origins = new ConcurrentLinkedQueue<>();

  public final Queue<byte[]> oneWays = new ConcurrentLinkedQueue<>();
  public final Queue<GoAway> goAways = new ConcurrentLinkedQueue<>();
  public final Queue<Hello> hellos = new ConcurrentLinkedQueue<>();
  public final Queue<WireError> wireErrors = new ConcurrentLinkedQueue<>();
  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private Channel listener;

  /** What connections from now on speak. */
  public volatile @Nullable SslContext tls;

  /** What connections failed with, here. */
  public final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Those whose close_notify came. */
  public final AtomicInteger closeNotifies = new AtomicInteger();

  private final String host;
  private final int port;

  public ScriptedPeer() {
    this(null);
  }

  /** One that speaks TLS, if there is a context. */
  public ScriptedPeer(@Nullable SslContext tls) {
    this(tls, "127.0.0.1", 0);
  }

  /** One at another address of this machine. */
  public ScriptedPeer(String host, int port) {
    this(null, host, port);
  }

  private ScriptedPeer(@Nullable SslContext tls, String host, int atPort) {
    this.tls = tls;
    this.host = host;
    listener = bind(atPort);
    port = ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public int port() {
    return port;
  }

  /** Stops listening; the connections stay. */
  public void stopListening() {
    listener.close().syncUninterruptibly();
  }

  public void listenAgain() {
    listener = bind(port);
  }

  public void sendToAll(ByteBuf bytes) {
    for (Channel channel : channels) {
      channel.writeAndFlush(bytes.retainedDuplicate());
    }
    bytes.release();
  }

  public void goAway(long lastAcceptedId) {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.writeGoAway(
        out, new GoAway(lastAcceptedId, GoAwayReason.DRAINING, 0, "maintenance"));
    sendToAll(out);
  }

  public void closeAll() {
    channels.forEach(channel -> channel.close().syncUninterruptibly());
  }

  public void resetAll() {
    channels.forEach(ScriptedPeer::reset);
  }

  /** Stops or goes on reading. */
  public void reading(boolean on) {
    channels.forEach(channel -> channel.config().setAutoRead(on));
  }

  /** The bodies of the requests that it keeps. */
  public List<byte[]> heldBodies() {
    return held.stream().map(Held::body).toList();
  }

  public int heldCount() {
    return held.size();
  }

  public void answerHeld() {
    for (Held each = held.poll(); each != null; each = held.poll()) {
      answer(each.channel(), each.id(), each.body());
    }
  }

  @Override
  public void close() {
    stopListening();
    closeAll();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Channel bind(int atPort) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.incrementAndGet();
                channels.add(channel);
                SslContext secure = tls;
                if (secure != null) {
                  channel.pipeline().addLast(secure.newHandler(channel.alloc()));
                }
                channel
                    .pipeline()
                    .addLast(new FrameDecoder(WireOptions.DEFAULT, new Script()), new Tail());
              }
            })
        .bind(host, atPort)
        .syncUninterruptibly()
        .channel();
  }

  private static void answer(Channel channel, long id, byte[] body) {
    // On the heap: there are many, and each one off it is watched for leaks at length.
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.writeResponse(out, id, body);
    channel.writeAndFlush(out);
  }

  private static void reset(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException closedAlready) {
      return;
    }
    channel.close().syncUninterruptibly();
  }

  private final class Tail extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      channels.remove(ctx.channel());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == SslCloseCompletionEvent.SUCCESS) {
        closeNotifies.incrementAndGet();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failures.add(cause);
      ctx.close();
    }
  }

  private final class Script implements FrameListener {
    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      switch (type) {
        case FrameType.HELLO -> {
          hellos.add(Hello.read(in, length));
          if (sayHello) {
            ByteBuf out = ctx.alloc().buffer();
            FrameEncoder.writeHello(
                out, new Hello(Hello.VERSION, 0, 0, 0, helloMaxPayload, Hello.NO_CLIENT, 0, 0));
            ctx.writeAndFlush(out);
          }
        }
        case FrameType.PING -> ping(ctx, in, length);
        case FrameType.REQUEST -> request(ctx, in.readLong(), bytes(in, length - 8));
        case FrameType.ONE_WAY -> oneWays.add(bytes(in, length));
        case FrameType.GOAWAY -> {
          goAways.add(GoAway.read(in, length));
          ctx.close();
        }
        default -> {}
      }
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {
      wireErrors.add(error);
      ctx.close();
    }

    private void ping(ChannelHandlerContext ctx, ByteBuf in, int length) {
      if (onPing == OnPing.IGNORE) {
        return;
      }
      ByteBuf out = ctx.alloc().buffer();
      if (onPing == OnPing.PONG) {
        FrameEncoder.writePong(out, in, length);
      } else {
        FrameEncoder.writePong(out, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}), 3);
      }
      ctx.writeAndFlush(out);
    }

    private void request(ChannelHandlerContext ctx, long id, byte[] body) {
      origins.add(ctx.channel());
      requests.incrementAndGet();
      switch (onRequest) {
        case ECHO -> answer(ctx.channel(), id, body);
        case HOLD -> held.add(new Held(ctx.channel(), id, body));
        case CLOSE -> ctx.close();
        case RESET -> reset(ctx.channel());
        case REFUSE -> error(ctx, id, 1);
        case FAIL -> error(ctx, id, 300);
        case ERROR -> error(ctx, id, errorCode);
      }
    }

    private void error(ChannelHandlerContext ctx, long id, long code) {
      ByteBuf out = ctx.alloc().buffer();
      FrameEncoder.writeError(out, new RemoteError(id, code, "no"));
      ctx.writeAndFlush(out);
    }

    private static byte[] bytes(ByteBuf in, int length) {
      byte[] bytes = new byte[length];
      in.readBytes(bytes);
      return bytes;
    }
  }
}
