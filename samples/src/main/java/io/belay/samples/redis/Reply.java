package io.belay.samples.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.ErrorRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.IntegerRedisMessage;
import io.netty.handler.codec.redis.RedisMessage;
import io.netty.handler.codec.redis.SimpleStringRedisMessage;
import java.util.List;

/** What Redis answers. */
public sealed interface Reply {

  /**
   * A word such as OK.
   *
   * @param text the word
   */
  record Status(String text) implements Reply {}

  /**
   * A whole number.
   *
   * @param value the number
   */
  record Int(long value) implements Reply {}

  /** A value: bytes, which need not be text. */
  final class Bulk implements Reply {
    private final byte[] bytes;

    private Bulk(byte[] bytes) {
      this.bytes = bytes;
    }

    /**
     * The value.
     *
     * @return its bytes, the receiver's to keep
     */
    public byte[] bytes() {
      return bytes;
    }

    /** The value as text. */
    @Override
    public String toString() {
      return new String(bytes, UTF_8);
    }
  }

  /** No value. */
  record Nil() implements Reply {}

  /**
   * Several answers.
   *
   * @param all each of them
   */
  record Several(List<Reply> all) implements Reply {}

  /**
   * An error among several answers. One that stands alone is the command's failure instead.
   *
   * @param text what Redis says
   */
  record Problem(String text) implements Reply {}

  /** Copies what Netty decoded, which remains its owner's to release. */
  static Reply of(RedisMessage message) {
    if (message instanceof FullBulkStringRedisMessage bulk) {
      return bulk.isNull() ? new Nil() : new Bulk(ByteBufUtil.getBytes(bulk.content()));
    } else if (message instanceof IntegerRedisMessage number) {
      return new Int(number.value());
    } else if (message instanceof SimpleStringRedisMessage status) {
      return new Status(status.content());
    } else if (message instanceof ErrorRedisMessage error) {
      return new Problem(error.content());
    } else if (message instanceof ArrayRedisMessage array) {
      return array.isNull()
          ? new Nil()
          : new Several(array.children().stream().map(Reply::of).toList());
    }
    throw new IllegalArgumentException("not a reply: " + message);
  }
}
