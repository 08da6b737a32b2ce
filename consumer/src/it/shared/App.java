package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belay.client.BelayClient;
import io.belay.client.Transport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Runs the README's code, on the transport that has to be found. */
public final class App {
  public static void main(String[] args) throws Exception {
    Transport expected = Transport.valueOf(args[0]);
    boolean asModule = Boolean.parseBoolean(args[1]);
    expect(App.class.getModule().isNamed() == asModule, "a module: " + App.class.getModule());
    try (EchoServer server = new EchoServer()) {
      try (BelayClient<byte[], byte[]> client =
          BelayClient.builder().endpoint("127.0.0.1", server.port()).build()) {
        Transport found = client.snapshot().transport();
        expect(found == expected, "the transport: " + found);
      }
      String said = whatItPrints(server.port());
      expect(said.strip().equals("10"), "the README prints: " + said);
    }
    System.out.println("the README works on " + expected);
  }

  private static String whatItPrints(int port) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, UTF_8));
    try {
      Readme.run(port);
    } finally {
      System.setOut(before);
    }
    return said.toString(UTF_8);
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
