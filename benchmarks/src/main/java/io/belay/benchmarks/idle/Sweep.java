package io.belay.benchmarks.idle;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The least that can be done: one handler a connection that notes when bytes came in, and one task
 * for all of them that looks who is due. It finds no dead peer.
 */
final class Sweep implements Consumer<Channel> {
  private final List<Pinged> connections = new ArrayList<>();

  Sweep(EventLoop loop) {
    long every = Pings.SWEEP.toNanos();
    var unused = loop.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.NANOSECONDS);
  }

  @Override
  public void accept(Channel channel) {
    channel.pipeline().addLast(new Pinged());
  }

  private void sweep() {
    // As Belay does: on the last look before it is due.
    long due = System.nanoTime() - Pings.IDLE.minus(Pings.SWEEP).toNanos();
    for (Pinged connection : connections) {
      if (connection.heardAtNanos - due < 0) {
        connection.ping();
      }
    }
  }

  // A write that fails closes the channel, and there is nothing else to do about it.
  @SuppressWarnings("FutureReturnValueIgnored")
  private final class Pinged extends ChannelInboundHandlerAdapter {
    @SuppressWarnings("NullAway.Init")
    private ChannelHandlerContext ctx;

    private long heardAtNanos;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      this.ctx = ctx;
      connections.add(this);
      heardAtNanos = System.nanoTime();
      ping();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object pong) {
      heardAtNanos = System.nanoTime();
      ((ByteBuf) pong).release();
    }

    void ping() {
      ctx.writeAndFlush(Pings.next(), ctx.voidPromise());
    }
  }
}
