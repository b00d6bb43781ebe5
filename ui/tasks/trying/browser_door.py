"""Address that a browser is sent to first: it leads on to a page, and tells the window that the browser has come."""

import secrets

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

_MOST_BYTES = 16_384  # of a request; chosen: browsers send less than 2,000


class BrowserDoor(QObject):
    """Server on this computer that answers requests for one secret path by a redirection.

    A browser takes seconds to start, and nothing else says when it is there. Everybody on the computer can read its
    command line, where the address stands: it is good for one visit, and a page's own address is not shown there.

    Signals:
        used: A browser came, and was sent on.
    """

    used = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._target = ""
        self._path = ""
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._take)

    def address_for(self, target: str) -> str:
        """The address to open instead of `target`; `target` itself where no port can be had."""
        if not self._server.isListening() and not self._server.listen(QHostAddress.SpecialAddress.LocalHost):
            return target
        self._target, self._path = target, f"/{secrets.token_urlsafe(16)}"
        return f"http://127.0.0.1:{self._server.serverPort()}{self._path}"

    def close(self) -> None:
        self._server.close()
        self._target = self._path = ""

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(lambda socket=socket: self._answer(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _answer(self, socket: QTcpSocket) -> None:
        if socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
            return
        head = bytes(socket.peek(_MOST_BYTES).data())
        if b"\r\n\r\n" not in head:
            return
        socket.readAll()
        words = head.split(b"\r\n", 1)[0].split(b" ")
        known = bool(self._path) and words[:2] == [b"GET", self._path.encode()]
        status = f"302 Found\r\nLocation: {self._target}" if known else "404 Not Found"
        lines = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        socket.write(lines.encode())
        socket.disconnectFromHost()
        if known:
            self._path = ""
            self.used.emit()
