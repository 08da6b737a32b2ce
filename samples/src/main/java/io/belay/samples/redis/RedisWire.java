package io.belay.samples.redis;

import io.belay.client.protocol.Dialogue;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import io.netty.handler.codec.redis.RedisMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to Redis. Netty decodes; what a reply answers, the client knows. */
final class RedisWire implements Wire<Command> {
  private static final Command PING = Command.of("PING");
  private static final int LONGEST_ARRAY = 1 << 20;
  private static final int DEEPEST_ARRAY = 16;

  private final List<Command> login;
  private final Inbound<Reply> inbound;

  // Until the last of the login's commands is answered.
  private @Nullable Dialogue dialogue;
  private int unanswered;
  // From the first script on: an error does not show which command it answers.
  private boolean scripts;

  RedisWire(List<Command> login, Inbound<Reply> inbound) {
    this.login = login;
    this.inbound = inbound;
  }

  @Override
  public void install(ChannelPipeline pipeline) {
    pipeline.addLast(
        new RedisDecoder(),
        new RedisBulkStringAggregator(),
        new RedisArrayAggregator(LONGEST_ARRAY, DEEPEST_ARRAY),
        new SimpleChannelInboundHandler<RedisMessage>() {
          @Override
          protected void channelRead0(ChannelHandlerContext ctx, RedisMessage message) {
            received(message);
          }
        });
  }

  @Override
  public void open(Dialogue opened) {
    if (login.isEmpty()) {
      opened.done();
      return;
    }
    dialogue = opened;
    unanswered = login.size();
    login.forEach(command -> opened.say(command::encode));
  }

  private void received(RedisMessage message) {
    if (dialogue != null) {
      loggingIn(dialogue, message);
    } else if (message instanceof ErrorRedisMessage error) {
      inbound.error(RedisErrors.code(error.content(), scripts), error.content());
    } else {
      inbound.answer(Reply.of(message));
    }
  }

  private void loggingIn(Dialogue opened, RedisMessage message) {
    if (message instanceof ErrorRedisMessage error) {
      opened.refused(RedisErrors.code(error.content(), false), error.content());
    } else if (--unanswered == 0) {
      dialogue = null;
      opened.done();
    }
  }

  @Override
  public long sizeOf(Command command) {
    return command.size();
  }

  @Override
  public void encode(long id, Command command, ByteBuf out) {
    scripts |= command.isScript();
    command.encode(out);
  }

  @Override
  public void encodeProbe(long sequence, ByteBuf out) {
    PING.encode(out);
  }
}
