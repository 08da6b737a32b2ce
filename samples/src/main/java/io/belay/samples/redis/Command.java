package io.belay.samples.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command: its name and its arguments.
 *
 * @param words at least one; not to be changed
 */
public record Command(List<byte[]> words) {
  // Their answers are none, or many, or come unasked; and what comes between MULTI and EXEC, a
  // probe too, is queued and answered with them.
  private static final Set<String> NOT_ONE_ANSWER =
      Set.of(
          "SUBSCRIBE",
          "PSUBSCRIBE",
          "SSUBSCRIBE",
          "UNSUBSCRIBE",
          "PUNSUBSCRIBE",
          "SUNSUBSCRIBE",
          "MONITOR",
          "SYNC",
          "PSYNC",
          "REPLCONF",
          "MULTI",
          "HELLO");

  // What they run may have written before it ends with an error.
  private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA", "FCALL", "SCRIPT");

  /**
   * Refuses what does not go by one answer a command.
   *
   * @param words see above
   */
  public Command {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("words: none (expected: a command)");
    }
    String name = upper(words.get(0));
    if (NOT_ONE_ANSWER.contains(name)) {
      throw notOneAnswer(name);
    }
    if (name.equals("CLIENT") && words.size() > 1 && upper(words.get(1)).equals("REPLY")) {
      throw notOneAnswer("CLIENT REPLY");
    }
  }

  private static String upper(byte[] word) {
    return new String(word, UTF_8).toUpperCase(Locale.ROOT);
  }

  private static IllegalArgumentException notOneAnswer(String name) {
    return new IllegalArgumentException(
        name + ": not in this sample (expected: a command that has one answer, at once)");
  }

  /**
   * A command of text.
   *
   * @param words its name and arguments, to be sent as UTF-8
   * @return the command
   */
  public static Command of(String... words) {
    return new Command(Stream.of(words).map(word -> word.getBytes(UTF_8)).toList());
  }

  /** Whether an error of it may come after writes. */
  boolean isScript() {
    return SCRIPTS.contains(upper(words.get(0)));
  }

  /** How many bytes {@link #encode} appends. */
  long size() {
    long size = headerSize(words.size());
    for (byte[] word : words) {
      size += headerSize(word.length) + word.length + 2L;
    }
    return size;
  }

  /** Appends it as RESP has it: an array of bulk strings. */
  void encode(ByteBuf out) {
    writeHeader(out, '*', words.size());
    for (byte[] word : words) {
      writeHeader(out, '$', word.length);
      out.writeBytes(word);
      out.writeShort('\r' << 8 | '\n');
    }
  }

  private static int headerSize(int number) {
    return 1 + Integer.toString(number).length() + 2;
  }

  private static void writeHeader(ByteBuf out, char type, int number) {
    out.writeByte(type);
    ByteBufUtil.writeAscii(out, Integer.toString(number));
    out.writeShort('\r' << 8 | '\n');
  }
}
