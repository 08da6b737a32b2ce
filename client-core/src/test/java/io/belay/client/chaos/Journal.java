package io.belay.client.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a server did, in a file. To write an operation down <em>is</em> to process it: nothing is
 * written down that was not processed, and nothing processed that is not here. What one call wrote
 * survives the death of the process.
 */
final class Journal {
  /** Stands for a request that did not arrive as it was sent. */
  static final long CORRUPT = -1;

  /** Stands for bytes that no client may send, such as a request whose id does not rise. */
  static final long MISSPOKEN = -2;

  private static final String SUFFIX = ".journal";

  private final FileChannel file;
  private final ByteBuffer entry = ByteBuffer.allocate(Long.BYTES);

  private Journal(FileChannel file) {
    this.file = file;
  }

  /** Where a server writes, whose name nobody had before. */
  static Path of(Path directory, String server) {
    return directory.resolve(server + SUFFIX);
  }

  static Journal begin(Path path) throws IOException {
    return new Journal(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Processes an operation. One thread at a time. */
  void process(long op) throws IOException {
    entry.clear().putLong(op).flip();
    file.write(entry);
  }

  /** How often each operation was processed, by all servers together. */
  static Map<Long, Integer> readAll(Path directory) throws IOException {
    Map<Long, Integer> counts = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> journals = files.filter(path -> path.toString().endsWith(SUFFIX)).toList();
      for (Path journal : journals) {
        ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(journal));
        while (entries.remaining() >= Long.BYTES) {
          counts.merge(entries.getLong(), 1, Integer::sum);
        }
      }
    }
    return counts;
  }
}
