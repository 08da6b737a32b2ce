package io.belay.benchmarks.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Records as JSON. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** One line of JSON. */
  public static String write(Object value) throws IOException {
    return MAPPER.writeValueAsString(value);
  }

  /** Writes a file that people can read too, and makes its directory. */
  public static void write(Path file, Object value) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  /** Reads what {@link #write} wrote. */
  public static <T> T read(String json, Class<T> type) throws IOException {
    return MAPPER.readValue(json, type);
  }
}
