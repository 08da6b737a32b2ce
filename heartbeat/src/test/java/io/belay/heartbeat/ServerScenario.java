package io.belay.heartbeat;

import io.belay.codec.FrameDecoder;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameListener;
import io.belay.codec.FrameType;
import io.belay.codec.GoAway;
import io.belay.codec.Hello;
import io.belay.codec.WireError;
import io.belay.codec.WireOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server and its clients, without sockets and under a mock clock. */
final class ServerScenario implements ServerListener {
  static final Duration TICK = Duration.ofMillis(250);
  static final UUID DEVICE = new UUID(7, 7);

  private static final List<Client> CONNECTED = new ArrayList<>();

  final MockTicker ticker = Ticker.newMockTicker();
  final List<CloseReason> closed = new ArrayList<>();
  final List<Hello> greeted = new ArrayList<>();
  final ServerLiveness server;

  ServerScenario(ServerOptions options) {
    this(options, Optional.empty());
  }

  ServerScenario(ServerOptions options, Optional<SessionRegistry> sessions) {
    server = new ServerLiveness(options, this, sessions, LoopListener.NONE);
  }

  static Hello hello(long silenceMillis) {
    return hello(Hello.NO_CLIENT, 0, 0, silenceMillis);
  }

  static Hello hello(UUID client, long epoch, long index, long silenceMillis) {
    return new Hello(Hello.VERSION, 0, silenceMillis, 0, 1 << 20, client, epoch, index);
  }

  Client connect() {
    Client client = new Client();
    CONNECTED.add(client);
    return client;
  }

  /** After each test: what is still under way in any scenario is a leak otherwise. */
  static void releaseAll() {
    CONNECTED.forEach(Client::release);
    CONNECTED.clear();
  }

  @Override
  public void greeted(ServerConnection connection) {
    greeted.add(connection.hello().orElseThrow());
  }

  @Override
  public void closed(ServerConnection connection, CloseReason reason) {
    closed.add(reason);
  }

  /** The client's end, and the application behind the server's. */
  final class Client implements FrameListener {
    final List<String> application = new ArrayList<>();
    final List<String> received = new ArrayList<>();
    final ClientChannel channel = new ClientChannel(EmbeddedChannel.builder().ticker(ticker));
    final ServerConnection connection = server.install(channel.pipeline(), this);
    @Nullable Hello hello;
    @Nullable GoAway goAway;
    private final EmbeddedChannel reader =
        new EmbeddedChannel(new FrameDecoder(WireOptions.DEFAULT, new Reader()));

    void send(Consumer<ByteBuf> frames) {
      ByteBuf out = Unpooled.buffer();
      frames.accept(out);
      channel.writeInbound(out);
      read();
    }

    private void release() {
      channel.finishAndReleaseAll();
      reader.finishAndReleaseAll();
    }

    void hello(Hello value) {
      send(out -> FrameEncoder.writeHello(out, value));
    }

    void ping(long sequence) {
      send(out -> FrameEncoder.writePing(out, sequence));
    }

    void request(long id) {
      send(out -> FrameEncoder.writeRequest(out, id, new byte[] {1}));
    }

    /** Time passes, tick by tick. */
    void run(Duration time) {
      for (long left = time.toMillis(); left > 0; left -= TICK.toMillis()) {
        ticker.advanceMillis(TICK.toMillis());
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
      }
      read();
    }

    void read() {
      for (ByteBuf in = channel.readOutbound(); in != null; in = channel.readOutbound()) {
        if (in.isReadable()) {
          reader.writeInbound(in);
        } else {
          in.release();
        }
      }
    }

    @Override
    public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
      application.add(
          type == FrameType.REQUEST ? "REQUEST " + in.readLong() : FrameType.name(type));
    }

    @Override
    public void onWireError(ChannelHandlerContext ctx, WireError error) {
      application.add(error.message());
    }

    private final class Reader implements FrameListener {
      @Override
      public void onFrame(ChannelHandlerContext ctx, int type, ByteBuf in, int length) {
        switch (type) {
          case FrameType.HELLO -> hello = Hello.read(in, length);
          case FrameType.GOAWAY -> goAway = GoAway.read(in, length);
          default -> {}
        }
        boolean numbered = type == FrameType.PONG || type == FrameType.PING;
        received.add(FrameType.name(type) + (numbered ? " " + in.readLong() : ""));
      }

      @Override
      public void onWireError(ChannelHandlerContext ctx, WireError error) {
        throw new AssertionError(error.message());
      }
    }
  }

  /** A channel whose peer may stop reading, or take one message and no more. */
  static final class ClientChannel extends EmbeddedChannel {
    boolean peerReads = true;
    private boolean takesOne;

    ClientChannel(Builder builder) {
      super(builder);
    }

    void takeOne() {
      takesOne = true;
      flush();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (peerReads) {
        super.doWrite(in);
      } else if (takesOne && in.current() instanceof ByteBuf message) {
        takesOne = false;
        handleOutboundMessage(message.retain());
        in.remove();
      }
    }
  }
}
