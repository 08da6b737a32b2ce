import java.nio.file.Files
import java.nio.file.Path

Files.copy(Path.of(shared, 'EchoServer.java'), new File(basedir, 'src/main/java/consumer/EchoServer.java').toPath())
true
