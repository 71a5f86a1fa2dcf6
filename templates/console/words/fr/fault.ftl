# Ce qui n'a pas été montré ou fait.
fault-not-found = Cette page n'existe pas
fault-not-found-why = L'adresse est peut-être incomplète, ou ce qu'elle montrait a été effacé.
fault-forbidden = Votre rôle ne permet pas cela
fault-forbidden-why = Demandez à un administrateur si vous en avez besoin.
fault-foreign = Ce formulaire n'est plus valable
fault-foreign-why = Rien n'a été changé. Il a été ouvert avant votre connexion actuelle, ou il ne vient pas d'ici. Rouvrez la page et recommencez.
fault-conflict = Cela a changé entre-temps
fault-conflict-why = Rien n'a été changé. Quelqu'un d'autre a été plus rapide. Rouvrez la page pour voir où cela en est.
fault-unreadable = Le formulaire ne peut pas être lu
fault-unreadable-why = Rien n'a été changé. Rouvrez la page et recommencez.
fault-unavailable = La base de données ne répond pas
fault-unavailable-why = Rien n'a été changé. Attendez une minute, puis recommencez. Si cela dure, prévenez la personne qui s'occupe du service.
fault-way-on = Revenir à la console
