package io.belay.client.chaos;

import io.belay.codec.GoAwayReason;
import io.belay.heartbeat.ServerConnection;
import io.belay.heartbeat.ServerListener;
import io.belay.heartbeat.ServerLiveness;
import io.belay.heartbeat.ServerOptions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What an {@link OracleServer} runs: a server that keeps a {@link Journal} of what it processed.
 * Told what to do by its input, it ends with it; SIGTERM lets it drain.
 */
final class OracleProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ServerLiveness liveness =
      new ServerLiveness(ServerOptions.DEFAULT, ServerListener.NONE);
  private final Manners manners = new Manners();
  private final Workshop workshop;
  private final Channel listening;

  private OracleProgram(int port, int backlog, Journal journal) {
    workshop = new Workshop(journal, manners);
    listening =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, backlog)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    liveness.install(channel.pipeline(), new Desk(channel, workshop));
                  }
                })
            .bind(new InetSocketAddress(port))
            .syncUninterruptibly()
            .channel();
  }

  /** Arguments: port, backlog, and the file for the journal. */
  public static void main(String[] args) throws IOException {
    // Whoever gives orders waits for an answer, or for this process to end.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          thrown.printStackTrace(System.out);
          Runtime.getRuntime().halt(1);
        });
    OracleProgram server =
        new OracleProgram(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Journal.begin(Path.of(args[2])));
    Runtime.getRuntime().addShutdownHook(new Thread(server::drain));
    System.out.println("listening");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ", -1);
      server.obey(Order.valueOf(words[0]), words);
      System.out.println("done");
    }
    Runtime.getRuntime().halt(0);
  }

  private void drain() {
    listening.close().syncUninterruptibly();
    liveness.drain(PATIENCE).join();
  }

  private void obey(Order order, String[] words) {
    switch (order) {
      case GO_AWAY -> forEach(each -> each.goAway(GoAwayReason.DRAINING, "an order"));
      case CLOSE_ALL -> forEach(OracleProgram::close);
      case RESET_ALL -> forEach(OracleProgram::reset);
      case HALF_A_FRAME -> forEach(each -> Spoilt.halfAFrame(each.channel()));
      case GARBAGE -> forEach(each -> Spoilt.garbage(each.channel()));
      case STRANGER -> forEach(each -> Spoilt.answerToNobody(each.channel()));
      case STOP_ACCEPTING -> listening.config().setAutoRead(false);
      case ACCEPT -> listening.config().setAutoRead(true);
      case STOP_READING -> reading(false);
      case READ -> reading(true);
      case SAY_NOTHING -> manners.mute = true;
      case SPEAK -> manners.mute = false;
      case REFUSE_ALL -> manners.refusing = true;
      case TAKE_ALL -> manners.refusing = false;
      case CAPACITY ->
          loop.execute(
              () -> workshop.limitTo(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
    }
  }

  private void reading(boolean on) {
    forEach(each -> each.channel().config().setAutoRead(on));
  }

  private static void reset(ServerConnection connection) {
    try {
      connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException gone) {
      // Its client has reset it meanwhile.
    }
    close(connection);
  }

  private static void close(ServerConnection connection) {
    var unused = connection.channel().close();
  }

  /** Does it to every connection, on the event loop, and waits until it is done. */
  private void forEach(Consumer<ServerConnection> what) {
    loop.submit(() -> liveness.connections().forEach(what)).syncUninterruptibly();
  }
}
