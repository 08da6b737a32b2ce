package io.belay.client.internal;

import io.belay.client.protocol.Wire;
import io.belay.heartbeat.OutboundMeter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.Optional;

/**
 * Assembles the pipeline of a connection: what sees that bytes come; TLS; its wire's handlers; then
 * what tells the connection of its socket, and of what the handlers threw.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {
  private static final String METER = "belay-meter";
  private static final String EVIDENCE = "belay-evidence";
  private static final String TLS = "belay-tls";
  private static final String CONNECTION = "belay-connection";

  private final Connection<?, ?> connection;
  private final Wire<?> wire;
  private final Optional<TlsContext> tls;

  ConnectionInitializer(Connection<?, ?> connection, Wire<?> wire, Optional<TlsContext> tls) {
    this.connection = connection;
    this.wire = wire;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls.isPresent()) {
      pipeline.addLast(METER, new OutboundMeter());
    }
    pipeline.addLast(EVIDENCE, new Evidence(connection));
    tls.ifPresent(
        context ->
            pipeline.addLast(
                TLS, context.newHandler(channel.alloc(), connection.identity.endpoint)));
    try {
      wire.install(pipeline);
    } catch (Throwable thrown) {
      // Later: whoever dials has no channel yet that could be closed.
      LoopTasks.execute(connection.loop, () -> connection.protocolThrew(thrown));
    }
    pipeline.addLast(CONNECTION, new SocketEvents(connection));
  }

  /**
   * Below everything that may wait for more: bytes are a sign of life before they mean anything.
   */
  private static final class Evidence extends ChannelInboundHandlerAdapter {
    private final Connection<?, ?> connection;

    Evidence(Connection<?, ?> connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      connection.heard(((ByteBuf) msg).readableBytes());
      ctx.fireChannelRead(msg);
    }
  }

  private static final class SocketEvents extends ChannelInboundHandlerAdapter {
    private static final int DEEP_ENOUGH = 10;

    private final Connection<?, ?> connection;

    SocketEvents(Connection<?, ?> connection) {
      this.connection = connection;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection.inactive();
    }

    /** A close_notify is a FIN: the peer sends no more, and what it does not say is not awaited. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == SslCloseCompletionEvent.SUCCESS) {
        connection.inactive();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (isOfTheSocket(cause)) {
        connection.ioFailed(cause);
      } else {
        connection.protocolThrew(cause);
      }
    }

    /** The socket's failures, and TLS's, are all of one class; Netty wraps some of them. */
    private static boolean isOfTheSocket(Throwable caught) {
      Throwable cause = caught;
      for (int depth = 0; cause != null && depth < DEEP_ENOUGH; depth++) {
        if (cause instanceof IOException || cause instanceof VirtualMachineError) {
          return true;
        }
        cause = cause.getCause();
      }
      return false;
    }
  }
}
