import { WebSocketGateway } from '@nestjs/websockets';

/** A gateway of the one socket server: all share its default namespace and its limits. */
export const Gateway = (): ClassDecorator => WebSocketGateway({ maxHttpBufferSize: 16_384, serveClient: false });
